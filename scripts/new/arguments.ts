import { parseArgs } from 'node:util';

/** The resource that `npm run new` is asked for. */
export interface NewResource {
  /** The name of the resource, in the singular. */
  readonly name: string;
  readonly plural: string;
  /** The resources that its documents refer to; the first is the parent. */
  readonly targets: readonly string[];
}

export const usage = `Usage: npm run new -- NAME [--of RESOURCE]… [--plural PLURAL]

  NAME      the name of the resource in the singular, such as speaker or keySpeaker
  --of      a resource that each document refers to, such as event; the first one is the parent. Repeatable
  --plural  the plural of the name, if it is not the name with an s

Example: npm run new -- speaker --of event`;

/** Thrown when a resource cannot be created. Nothing was written. */
export class NewResourceError extends Error {
  override readonly name = 'NewResourceError';
}

const options = { of: { type: 'string', multiple: true }, plural: { type: 'string' } } as const;

/** Reads the arguments of `npm run new`. @throws NewResourceError with the usage */
export function readArguments(args: readonly string[]): NewResource {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [name, ...others] = positionals;
    if (name === undefined) throw new Error('The name of the resource is missing.');
    if (others.length > 0) throw new Error(`There is more than one name: ${positionals.join(' ')}.`);
    return { name, plural: values.plural ?? `${name}s`, targets: [...new Set(values.of)] };
  } catch (error) {
    throw new NewResourceError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, {
      cause: error,
    });
  }
}
