import * as vscode from 'vscode';

/** Makes the terminal of a task, as tasks.json defines it. */
export type TaskTerminal = (definition: vscode.TaskDefinition, scope: vscode.Task['scope']) => vscode.Pseudoterminal;

/** Tells the editor of tasks with secrets, as activation does. What runs one is loaded when one is run. */
export function registerTasks(load: () => Promise<TaskTerminal>): vscode.Disposable {
  return vscode.tasks.registerTaskProvider('custody', {
    provideTasks: () => [],
    resolveTask({ definition, scope, name }) {
      const execution = new vscode.CustomExecution(async (resolved) => (await load())(resolved, scope));
      return new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, name, 'Custody', execution);
    },
  });
}
