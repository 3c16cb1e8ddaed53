import { textField } from '../controls.ts';

interface ReplicasField {
  readonly root: HTMLElement;
  readonly text: () => string;
  /** What is typed, apart. */
  readonly regions: () => string[];
  readonly problem: () => string | undefined;
}

const regionForm = /^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/;

/** The regions that a new secret is replicated to, apart by commas or spaces. */
export function createReplicasField(ownRegion: () => string, onInput: () => void, typed = ''): ReplicasField {
  const field = textField({
    label: 'Replica regions',
    placeholder: 'Optional, such as eu-central-1, us-east-1.',
    maxLength: 400,
    onInput,
  });
  field.value = typed;
  const regions = (): string[] => [...new Set(field.value.split(/[\s,;]+/).filter(Boolean))];
  return {
    root: field,
    text: () => field.value,
    regions,
    problem() {
      const wrong = regions().find((region) => !regionForm.test(region));
      if (wrong !== undefined) return `${wrong} is not an AWS region name.`;
      if (regions().includes(ownRegion())) return `The secret itself is in ${ownRegion()}: name other regions for replicas.`;
      return regions().length > 20 ? 'At most 20 replica regions can be named here.' : undefined;
    },
  };
}
