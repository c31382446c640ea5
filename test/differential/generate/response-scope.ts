import { isObjectType, type GraphQLCompositeType } from 'graphql';
import type { RandomSource } from '../../e2e/fuzz/graphql/random-choice.ts';

/** A field that contributes to a response key. */
export interface ScopeField {
  readonly key: string;
  readonly parent: GraphQLCompositeType;
  /** The name and the arguments, as text. */
  readonly call: string;
  /** The type in which names of composite types do not matter. */
  readonly shape: string;
}

interface Entry {
  readonly fields: ScopeField[];
  readonly inner: ResponseScope;
}

/**
 * The fields of a response object, over all selection sets that are merged to it, so that most operations merge
 * (October 2021, 5.3.2). Fragments of named reuse are not followed: validation finds the rest.
 */
export class ResponseScope {
  private readonly entries = new Map<string, Entry>();

  /** Returns the scope below a key, or undefined if the field conflicts with another one of the same key. */
  add(field: ScopeField): Entry | undefined {
    const known = this.entries.get(field.key);
    const shapes = known?.fields.every(({ shape }) => shape === field.shape) ?? true;
    if (!shapes || !this.fits(field)) return undefined;
    const entry = known ?? { fields: [], inner: new ResponseScope() };
    entry.fields.push(field);
    this.entries.set(field.key, entry);
    return entry;
  }

  /** Whether all fields of the key are the same call, or belong to object types that exclude each other. */
  fits({ key, parent, call }: Omit<ScopeField, 'shape'>): boolean {
    const fields = this.entries.get(key)?.fields ?? [];
    return fields.every(
      (other) => other.call === call || (other.parent !== parent && isObjectType(other.parent) && isObjectType(parent)),
    );
  }

  keys(): readonly string[] {
    return [...this.entries.keys()];
  }

  /** Returns a field of the same type that was selected before. */
  pickField(
    random: RandomSource,
    parent: GraphQLCompositeType,
  ): { key: string; name: string; call: string } | undefined {
    const fields = [...this.entries.values()].flatMap((entry) => entry.fields);
    const own = fields.filter((field) => field.parent === parent && !field.call.startsWith('__'));
    if (own.length === 0) return undefined;
    const { key, call } = random.pick(own);
    return { key, call, name: call.split('(')[0] ?? call };
  }
}
