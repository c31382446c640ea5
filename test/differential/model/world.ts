/** A subgraph by its name and its SDL. */
export interface SubgraphSource {
  readonly name: string;
  readonly sdl: string;
}

/** What goes wrong: the whole value or one item of the list is null, or the resolver throws for it. */
export const failureKinds = ['null', 'throw', 'null item', 'throw item'] as const;
export type FailureKind = (typeof failureKinds)[number];

/** A field that fails for one instance of its type. */
export interface Failure {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly index: number;
  readonly kind: FailureKind;
}

/** An entity of which a subgraph knows nothing, though others refer to it. */
export interface MissingEntity {
  readonly subgraph: string;
  readonly type: string;
  readonly index: number;
}

/** The subgraphs, and the exceptions to the values that follow from their SDLs. */
export interface World {
  readonly subgraphs: readonly SubgraphSource[];
  readonly failures: readonly Failure[];
  readonly missing?: readonly MissingEntity[];
}
