import { link } from '../link.ts';

/** A field of a draft: `name(arguments): type`, with its directives. */
export interface FieldDraft {
  readonly name: string;
  readonly args: string;
  readonly type: string;
  readonly directives: readonly string[];
}

export interface TypeDraft {
  readonly name: string;
  readonly kind: 'type' | 'interface';
  readonly directives: Set<string>;
  readonly interfaces: Set<string>;
  readonly fields: Map<string, FieldDraft>;
}

/** Definitions that a subgraph gets when it uses their names. */
const commonTypes = {
  Color: 'enum Color { RED GREEN BLUE }',
  Json: 'scalar Json',
  Filter: 'input Filter { min: Int! = 1 color: Color tags: [String!] = ["t"] not: Filter }',
};

/** The SDL of a subgraph, as it is being generated. */
export class SubgraphDraft {
  readonly name: string;
  readonly types = new Map<string, TypeDraft>();
  readonly unions = new Map<string, Set<string>>();

  constructor(name: string) {
    this.name = name;
  }

  /** Returns a type, which is added if it is missing. */
  type(name: string, kind: TypeDraft['kind'] = 'type'): TypeDraft {
    const known = this.types.get(name);
    if (known !== undefined) return known;
    const added: TypeDraft = { name, kind, directives: new Set(), interfaces: new Set(), fields: new Map() };
    this.types.set(name, added);
    return added;
  }

  /** Adds a field unless the type has it. */
  addField(type: string, { name, args = '', type: fieldType, directives = [] }: NewField): void {
    const { fields } = this.type(type);
    if (!fields.has(name)) fields.set(name, { name, args, type: fieldType, directives });
  }

  /** Adds a directive to a field. */
  direct(type: string, name: string, directive: string): void {
    const { fields } = this.type(type);
    const field = fields.get(name);
    if (field !== undefined && !field.directives.includes(directive))
      fields.set(name, { ...field, directives: [...field.directives, directive] });
  }

  print(): string {
    const types = [...this.types.values()].map(printType);
    const unions = [...this.unions].map(([name, members]) => `union ${name} = ${[...members].join(' | ')}`);
    const own = [...types, ...unions].join('\n');
    const used = Object.entries(commonTypes).filter(([name]) => new RegExp(`\\b${name}\\b`).test(own));
    const needsColor = used.some(([name]) => name === 'Filter') && !used.some(([name]) => name === 'Color');
    const common = [...used.map(([, sdl]) => sdl), ...(needsColor ? [commonTypes.Color] : [])];
    return [link, own, ...common].join('\n');
  }
}

type NewField = Pick<FieldDraft, 'name' | 'type'> & Partial<FieldDraft>;

const spaced = (words: Iterable<string>): string => [...words].map((word) => ` ${word}`).join('');

function printType({ name, kind, directives, interfaces, fields }: TypeDraft): string {
  const implemented = interfaces.size > 0 ? ` implements ${[...interfaces].join(' & ')}` : '';
  const lines = [...fields.values()].map(
    (field) => `  ${field.name}${field.args}: ${field.type}${spaced(field.directives)}`,
  );
  return `${kind} ${name}${implemented}${spaced(directives)} {\n${lines.join('\n')}\n}`;
}
