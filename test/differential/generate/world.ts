import type fc from 'fast-check';
import { arbitraryOf, type RandomSource } from '../../e2e/fuzz/graphql/random-choice.ts';
import { failureKinds, type Failure, type MissingEntity, type World } from '../model/world.ts';
import { SubgraphDraft } from './draft.ts';
import { addEntity, addKey, idKey, refer, type Entity } from './entities.ts';
import { argumentsOf, leafType, literalArguments, objectType } from './field-types.ts';

const entityNames = ['Book', 'User', 'Shop', 'Event'];
const fieldNames = [
  ...['name', 'title', 'size', 'total', 'date', 'label', 'tags', 'state', 'score', 'text', 'kind', 'mail', 'count'],
  ...['items', 'owner', 'parent', 'related', 'best', 'other', 'first', 'last', 'node', 'price', 'rank', 'unit'],
];

/** Generates worlds; not all of them compose. */
export const worlds: fc.Arbitrary<World> = arbitraryOf((random) => new WorldGenerator(random).generate());

/** A field that was generated. */
interface GeneratedField {
  readonly type: string;
  readonly name: string;
  readonly args: string;
  readonly fieldType: string;
  readonly owner: SubgraphDraft;
  /** The name of the type of its objects. */
  readonly target: string | undefined;
}

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const sdlString = (text: string): string => `"${text}"`;

class WorldGenerator {
  private readonly random: RandomSource;
  private readonly subgraphs: readonly SubgraphDraft[];
  private readonly entities: Entity[] = [];
  /** Abstract types by the subgraphs that have them. */
  private readonly abstract: { readonly name: string; readonly subgraph: SubgraphDraft }[] = [];
  private readonly fields: GeneratedField[] = [];
  /** Coordinates whose values other subgraphs need or that several define: they do not fail. */
  private readonly reliable = new Set<string>();
  /** Fields that a subgraph provides: `subgraph Type.field`. */
  private readonly provided = new Set<string>();
  private readonly usedNames = new Map<string, Set<string>>();

  constructor(random: RandomSource) {
    this.random = random;
    this.subgraphs = ['a', 'b', 'c', 'd'].slice(0, random.pick([2, 2, 3, 3, 4])).map((name) => new SubgraphDraft(name));
  }

  generate(): World {
    const { random } = this;
    for (const name of entityNames.slice(0, random.between(2, 4))) this.addEntity(name);
    if (random.chance(30)) this.addInterfaceObject();
    if (random.chance(45)) this.addInterface();
    if (random.chance(40)) this.addUnion();
    for (const entity of this.entities) this.addFields(entity);
    this.addRootFields();
    if (random.chance(60)) this.addMutations();
    for (let count = random.between(0, 2); count > 0; count--) this.addOverride();
    for (let count = random.between(0, 2); count > 0; count--) this.addProvides();
    for (let count = random.between(0, 5); count > 0; count--) this.addRequires();
    return {
      subgraphs: this.subgraphs.map((subgraph) => ({ name: subgraph.name, sdl: subgraph.print() })),
      failures: this.failures(),
      ...(random.chance(40) && { missing: this.missing() }),
    };
  }

  private someSubgraphs(min: number): readonly SubgraphDraft[] {
    const chosen = this.subgraphs.filter(() => this.random.chance(65));
    return chosen.length >= min ? chosen : this.subgraphs;
  }

  private addEntity(name: string): void {
    this.entities.push(addEntity(this.random, name, this.someSubgraphs(1)));
  }

  /** Returns a name that the type does not have yet in any subgraph. */
  private freshName(type: string): string {
    const used = this.usedNames.get(type) ?? new Set();
    this.usedNames.set(type, used);
    const name = this.random.pick(fieldNames.filter((candidate) => !used.has(candidate)));
    used.add(name);
    return name;
  }

  private addFields(entity: Entity): void {
    for (const subgraph of entity.subgraphs)
      for (let count = this.random.between(1, 3); count > 0; count--) this.addField(subgraph, entity.name);
    if (entity.subgraphs.length > 1 && this.random.chance(35)) this.addShared(entity);
  }

  private addField(subgraph: SubgraphDraft, type: string): void {
    const { random } = this;
    const target = random.chance(40) ? this.target(subgraph) : undefined;
    const fieldType = target === undefined ? leafType(random) : objectType(random, target);
    this.define({ type, name: this.freshName(type), args: argumentsOf(random), fieldType, owner: subgraph, target });
  }

  private define(field: GeneratedField): void {
    this.fields.push(field);
    field.owner.addField(field.type, { name: field.name, args: field.args, type: field.fieldType });
  }

  /** Returns a composite type, which the subgraph then has. */
  private target(subgraph: SubgraphDraft): string | undefined {
    const { random } = this;
    const local = this.abstract.filter((type) => type.subgraph === subgraph);
    if (local.length > 0 && random.chance(40)) return random.pick(local).name;
    if (random.chance(15)) return this.addSize(subgraph);
    const entity = random.pick(this.entities);
    return refer(random, subgraph, entity) ? entity.name : undefined;
  }

  /** Adds a type without a key, which is the same in each subgraph. */
  private addSize(subgraph: SubgraphDraft): string {
    subgraph.type('Size').directives.add('@shareable');
    subgraph.addField('Size', { name: 'width', type: 'Int!' });
    subgraph.addField('Size', { name: 'unit', args: '(in: String = "cm")', type: 'String' });
    return 'Size';
  }

  /** Adds a field that several subgraphs resolve; it may be nullable in some of them only. */
  private addShared({ name: type, subgraphs }: Entity): void {
    const { random } = this;
    const name = this.freshName(type);
    const base = random.pick(['Int', 'String', '[Int!]', 'Color']);
    const args = argumentsOf(random);
    this.reliable.add(`${type}.${name}`);
    for (const subgraph of subgraphs.slice(0, random.between(2, 3))) {
      const fieldType = random.chance(30) ? `${base}!` : base;
      subgraph.addField(type, { name, args, type: fieldType, directives: ['@shareable'] });
    }
  }

  /** Adds an interface to one or two subgraphs, with other fields in each. */
  private addInterface(): void {
    const { random } = this;
    const first = random.pick(this.subgraphs);
    const second = random.chance(40) ? random.pick(this.subgraphs) : first;
    const common = this.entities.filter(({ subgraphs }) => subgraphs.includes(first) && subgraphs.includes(second));
    if (common.length < 2) return;
    for (const subgraph of new Set([first, second])) {
      const name = this.freshName('Media');
      const [type, stricter] = random.pick([
        ['Int', 'Int!'],
        ['String', 'String'],
        ['[String]', '[String!]!'],
      ] as const);
      const args = argumentsOf(random);
      subgraph.type('Media', 'interface').fields.set(name, { name, args, type, directives: [] });
      for (const entity of common) {
        const used = this.usedNames.get(entity.name) ?? new Set();
        this.usedNames.set(entity.name, used.add(name));
        subgraph.type(entity.name).interfaces.add('Media');
        const fieldType = random.chance(40) ? stricter : type;
        this.define({ type: entity.name, name, args, fieldType, owner: subgraph, target: undefined });
      }
      this.abstract.push({ name: 'Media', subgraph });
    }
  }

  private addUnion(): void {
    const { random } = this;
    for (const subgraph of random.chance(40) ? this.subgraphs : [random.pick(this.subgraphs)]) {
      const members = this.entities.filter(({ name }) => subgraph.types.has(name) && random.chance(80));
      if (members.length === 0) continue;
      subgraph.unions.set('Thing', new Set(members.map(({ name }) => name)));
      if (random.chance(30)) subgraph.unions.get('Thing')?.add(this.addSize(subgraph));
      this.abstract.push({ name: 'Thing', subgraph });
    }
  }

  /** Adds an interface with a key, and other subgraphs that see its entities as objects. */
  private addInterfaceObject(): void {
    const { random } = this;
    const [home, ...others] = random.chance(50) ? this.subgraphs : [...this.subgraphs].reverse();
    if (home === undefined) return;
    const name = this.freshName('Account');
    home.type('Account', 'interface').fields.set(name, { name, args: '', type: 'String', directives: [] });
    addKey(home, 'Account', idKey);
    this.abstract.push({ name: 'Account', subgraph: home });
    const outside = others.slice(0, random.between(1, 2));
    for (const type of ['Admin', 'Guest']) {
      addKey(home, type, idKey);
      home.type(type).interfaces.add('Account');
      this.usedNames.set(type, new Set([name]));
      this.define({ type, name, args: '', fieldType: 'String', owner: home, target: undefined });
      const keys = new Map([[home.name, [idKey]]]);
      this.entities.push({ name: type, subgraphs: [home], keys, excluded: new Set(others.map((other) => other.name)) });
    }
    for (const subgraph of outside) {
      addKey(subgraph, 'Account', idKey);
      subgraph.type('Account').directives.add('@interfaceObject');
      for (let count = random.between(1, 2); count > 0; count--) this.addAccountField(subgraph);
      this.abstract.push({ name: 'Account', subgraph });
    }
  }

  private addAccountField(subgraph: SubgraphDraft): void {
    const name = this.freshName('Account');
    for (const type of ['Admin', 'Guest'])
      this.usedNames.set(type, new Set([...(this.usedNames.get(type) ?? []), name]));
    const args = argumentsOf(this.random);
    this.define({ type: 'Account', name, args, fieldType: leafType(this.random), owner: subgraph, target: undefined });
  }

  private addRootFields(): void {
    const { random } = this;
    for (const subgraph of this.subgraphs)
      for (let count = random.between(1, 2); count > 0; count--) {
        const target = this.target(subgraph);
        if (target === undefined) continue;
        const fieldType = objectType(random, target);
        const name = `${subgraph.name}${target}${fieldType.startsWith('[') ? 's' : ''}`;
        if (this.fields.some((field) => field.type === 'Query' && field.name === name)) continue;
        this.define({ type: 'Query', name, args: argumentsOf(random), fieldType, owner: subgraph, target });
      }
    if (random.chance(30)) this.addSharedRoot();
  }

  private addSharedRoot(): void {
    const { random } = this;
    const entity = random.pick(this.entities);
    const fieldType = random.pick([entity.name, `[${entity.name}]`]);
    const name = `shared${entity.name}`;
    this.reliable.add(`Query.${name}`);
    for (const subgraph of entity.subgraphs.slice(0, 2))
      subgraph.addField('Query', { name, type: fieldType, directives: ['@shareable'] });
  }

  /** Adds mutations to some subgraphs, and fields that see what they changed. */
  private addMutations(): void {
    const { random } = this;
    for (const subgraph of this.someSubgraphs(1)) {
      const entity = random.pick(this.entities);
      if (!refer(random, subgraph, entity)) continue;
      for (const verb of random.chance(50) ? ['add'] : ['add', 'drop']) {
        const target = random.chance(60) ? entity.name : this.addOutcome(subgraph, entity);
        const fieldType = random.chance(70) ? target : `[${target}]`;
        const args = argumentsOf(random, 50);
        this.define({
          type: 'Mutation',
          name: `${verb}${subgraph.name.toUpperCase()}`,
          args,
          fieldType,
          owner: subgraph,
          target,
        });
      }
    }
    for (const { name, subgraphs } of this.entities)
      for (const subgraph of subgraphs)
        if (random.chance(40)) subgraph.addField(name, { name: `live${subgraph.name.toUpperCase()}`, type: 'Int!' });
  }

  private addOutcome(subgraph: SubgraphDraft, entity: Entity): string {
    const name = `${entity.name}Outcome`;
    subgraph.type(name).directives.add('@shareable');
    subgraph.addField(name, { name: 'live', type: 'Int' });
    subgraph.addField(name, { name: lower(entity.name), type: entity.name });
    return name;
  }

  /** Returns another subgraph that contributes to the type. */
  private otherSubgraph({ type, owner }: GeneratedField): SubgraphDraft | undefined {
    const entity = this.entities.find(({ name }) => name === type);
    const others = entity?.subgraphs.filter((subgraph) => subgraph !== owner) ?? [];
    return others.length === 0 ? undefined : this.random.pick(others);
  }

  /** Returns a field of an entity that only one subgraph resolves. */
  private pickField(isSuitable: (field: GeneratedField) => boolean): GeneratedField | undefined {
    const suitable = this.fields.filter(
      (field) => field.type !== 'Query' && field.type !== 'Mutation' && field.type !== 'Account' && isSuitable(field),
    );
    return suitable.length === 0 ? undefined : this.random.pick(suitable);
  }

  private isPlain({ owner, type, name }: GeneratedField): boolean {
    return owner.types.get(type)?.fields.get(name)?.directives.length === 0;
  }

  private hasRequires({ owner, type, name }: GeneratedField): boolean {
    return (
      owner.types
        .get(type)
        ?.fields.get(name)
        ?.directives.some((each) => each.startsWith('@requires')) === true
    );
  }

  private addOverride(): void {
    const field = this.pickField((candidate) => candidate.target === undefined && this.isPlain(candidate));
    const other = field && this.otherSubgraph(field);
    if (field === undefined || other === undefined || other.type(field.type).fields.has(field.name)) return;
    const directives = [`@override(from: "${field.owner.name}")`];
    other.addField(field.type, { name: field.name, args: field.args, type: field.fieldType, directives });
    this.fields.splice(this.fields.indexOf(field), 1, { ...field, owner: other });
  }

  private addProvides(): void {
    const { random } = this;
    const provider = random.pick(this.fields);
    const { target, owner } = provider;
    const field = this.pickField(
      (candidate) =>
        candidate.type === target &&
        candidate.owner !== owner &&
        candidate.args === '' &&
        candidate.target === undefined,
    );
    if (field === undefined || !this.isPlain(field) || !this.isPlain(provider)) return;
    if (owner.type(field.type).fields.has(field.name)) return;
    field.owner.direct(field.type, field.name, '@shareable');
    owner.addField(field.type, { name: field.name, type: field.fieldType, directives: ['@external'] });
    owner.direct(provider.type, provider.name, `@provides(fields: "${field.name}")`);
    this.provided.add(`${owner.name} ${field.type}.${field.name}`);
  }

  private addRequires(): void {
    const { random } = this;
    const required = this.pickField((field) => this.isPlain(field) || random.chance(this.hasRequires(field) ? 60 : 30));
    const other = required && this.otherSubgraph(required);
    if (required === undefined || other === undefined || !this.canRequire(other, required)) return;
    const selection = this.requiredSelection(required, other);
    if (selection === undefined) return;
    const { type, name, args, fieldType } = required;
    this.reliable.add(`${type}.${name}`);
    other.addField(type, { name, args, type: fieldType, directives: ['@external'] });
    const fields = `${name}${literalArguments(random, args)}${selection}`;
    const added = { type, name: this.freshName(type), args: argumentsOf(random, 15), fieldType: leafType(random) };
    this.define({ ...added, owner: other, target: undefined });
    other.direct(type, added.name, `@requires(fields: ${sdlString(fields)})`);
  }

  /**
   * Whether a subgraph does not define a field, or refers to it already, maybe with other arguments. The model knows no
   * values from `@provides` that a field could use.
   */
  private canRequire(subgraph: SubgraphDraft, { type, name }: Pick<GeneratedField, 'type' | 'name'>): boolean {
    const known = subgraph.type(type).fields.get(name);
    const isProvided = this.provided.has(`${subgraph.name} ${type}.${name}`);
    return known === undefined || (known.directives.includes('@external') && !isProvided);
  }

  /** Returns the selection below a required field, `''` for a leaf; undefined if there is none. */
  private requiredSelection({ target }: GeneratedField, subgraph: SubgraphDraft): string | undefined {
    if (target === undefined) return '';
    if (target === 'Size') {
      this.addSize(subgraph);
      ['Size.width', 'Size.unit'].forEach((coordinate) => this.reliable.add(coordinate));
      return this.random.pick([' { width }', ' { width unit }', ' { unit(in: \\"mm\\") }']);
    }
    const entity = this.entities.find(({ name }) => name === target);
    if (entity === undefined || !refer(this.random, subgraph, entity)) return undefined;
    const nested = this.pickField(
      (field) => field.type === target && field.target === undefined && this.isPlain(field) && field.owner !== subgraph,
    );
    if (nested === undefined || !this.canRequire(subgraph, nested)) return undefined;
    this.reliable.add(`${target}.${nested.name}`);
    subgraph.addField(target, {
      name: nested.name,
      args: nested.args,
      type: nested.fieldType,
      directives: ['@external'],
    });
    return ` { ${nested.name}${literalArguments(this.random, nested.args)} }`;
  }

  /** Chooses an entity that one subgraph does not know, where it does not matter on which way it is asked for it. */
  private missing(): readonly MissingEntity[] {
    const { random } = this;
    const candidates = this.entities.flatMap((entity) =>
      new Set([...entity.keys.values()].flat()).size > 1 || entity.excluded.size > 0
        ? []
        : entity.subgraphs
            .filter((subgraph) => this.isIndependent(entity, subgraph))
            .map(({ name }) => ({ subgraph: name, type: entity.name })),
    );
    return candidates.length === 0 ? [] : [{ ...random.pick(candidates), index: random.between(0, 3) }];
  }

  /** Whether a subgraph alone resolves its fields of an entity, except those of keys, and no other needs them. */
  private isIndependent({ name: type, keys }: Entity, subgraph: SubgraphDraft): boolean {
    const keyFields = new Set(
      [...keys.values()].flat(2).flatMap(({ definitions }) => definitions.map(({ name }) => name)),
    );
    const own = [...subgraph.type(type).fields.values()].filter(({ name }) => !keyFields.has(name));
    const others = this.subgraphs.filter((other) => other !== subgraph);
    const isShared = (name: string): boolean =>
      others.some((other) => other.types.get(type)?.fields.has(name) === true);
    return own.every(
      ({ name, directives }) => directives.length === 0 && !isShared(name) && !this.reliable.has(`${type}.${name}`),
    );
  }

  private failures(): readonly Failure[] {
    const { random } = this;
    const candidates = this.fields.filter(({ type, name }) => !this.reliable.has(`${type}.${name}`));
    if (candidates.length === 0 || random.chance(25)) return [];
    return Array.from({ length: random.between(1, 6) }, () => {
      const { type, name, fieldType } = random.pick(candidates);
      const index = type === 'Query' || type === 'Mutation' ? 0 : random.between(0, 3);
      const kinds = fieldType.startsWith('[') ? failureKinds : (['null', 'throw'] as const);
      return { coordinate: `${type}.${name}`, index, kind: random.pick(kinds) };
    });
  }
}
