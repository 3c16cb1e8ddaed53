import { isVariableName } from './envFile.ts';

/** Variables by which a program, a shell or a runtime is told what else to load or run, or where to find it. */
const loading = new Set(
  `PATH PATHEXT HOME USERPROFILE SHELL COMSPEC SYSTEMROOT WINDIR TMPDIR TEMP TMP PWD CDPATH IFS ENV BASH_ENV SHELLOPTS
  BASHOPTS PROMPT_COMMAND PS4 ZDOTDIR GCONV_PATH LOCPATH NLSPATH NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS
  NPM_CONFIG_SCRIPT_SHELL NPM_CONFIG_NODE_OPTIONS NPM_CONFIG_USERCONFIG PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT
  PYTHONBREAKPOINT PYTHONUSERBASE PIP_CONFIG_FILE PERL5LIB PERL5OPT PERL5DB PERLLIB RUBYOPT RUBYLIB GEM_HOME GEM_PATH
  BUNDLE_GEMFILE PHPRC PHP_INI_SCAN_DIR CLASSPATH JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_HOME MAVEN_OPTS
  GRADLE_OPTS DOTNET_STARTUP_HOOKS GOFLAGS RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTFLAGS MAKEFLAGS LUA_PATH LUA_CPATH
  R_PROFILE R_ENVIRON EDITOR VISUAL PAGER LESSOPEN LESSCLOSE BROWSER SSH_ASKPASS SUDO_ASKPASS OPENSSL_CONF
  OPENSSL_ENGINES`.split(/\s+/),
);

const prefixes = ['LD_', 'DYLD_', 'GIT_', 'BASH_FUNC_', 'CORECLR_', 'COR_', 'COMPLUS_', 'VSCODE_', 'ELECTRON_', 'CUSTODY_'];

/** Why a value from a secret may not stand in the variable; undefined where it may. */
export function faultOfVariable(name: string): string | undefined {
  if (!isVariableName(name)) return 'A variable has a name of letters, digits and _, and does not begin with a digit.';
  const upper = name.toUpperCase();
  if (!loading.has(upper) && !prefixes.some((prefix) => upper.startsWith(prefix))) return undefined;
  return `${name} changes how programs are found, loaded or run, so it is not set from a secret.`;
}
