import { expect, it } from '@jest/globals';
import type { ContractContext } from './contract-context.ts';

/** Names that every JavaScript object has, as fields and as references. */
const inheritedNames = ['toString', 'constructor', '__proto__', 'hasOwnProperty', '_toString_ref', '_constructor_ref'];

/** Declares the tests of names that are no fields: problems name what was sent. */
export function unknownNames(context: ContractContext): void {
  rejectsInheritedNames(context);
  rejectsRelationNames(context);
}

function rejectsInheritedNames({ hal, subject, newDocument }: ContractContext): void {
  it.each(inheritedNames)('rejects %s as an unknown name in a body and in each query parameter', async (name) => {
    const document = await newDocument();
    const list = subject().list(document.references);
    for (const [body, issue] of [
      [`{${JSON.stringify(name)}: {}}`, name],
      [`[{${JSON.stringify(name)}: 1}]`, `0.${name}`],
    ] as const) {
      const { status, body: problem } = await hal('POST', list, { body });
      expect([status, Object.entries(problem._issues)]).toEqual([
        422,
        expect.arrayContaining([[issue, expect.stringContaining('is an unknown field; valid fields: ')]]),
      ]);
    }
    const where = [`{${JSON.stringify(name)}:1}`, `{"_id":{${JSON.stringify(name)}:1}}`];
    const projection = `{${JSON.stringify(name)}:1}`;
    for (const [parameter, value] of [
      ...where.map((filter) => ['where', filter] as const),
      ['sort', name],
      ['projection', name],
      ['projection', projection],
      ['embed', name],
    ] as const) {
      const query = new URLSearchParams([[parameter, value]]).toString();
      const { status, body } = await hal('GET', `${list}?${query}`);
      expect([parameter, status, body.detail]).toEqual([parameter, 400, expect.stringContaining(`"${name}"`)]);
    }
  });
}

function rejectsRelationNames({ hal, subject, newDocument }: ContractContext): void {
  it('rejects the bare name of a relation in a body, and names the references that are valid', async () => {
    const document = await newDocument();
    const list = subject().list(document.references);
    for (const name of [...Object.keys(document.references), 'registration']) {
      const { status, body } = await hal('POST', list, { body: { [name]: 'x' } });
      expect([status, body._issues[name]]).toEqual([422, expect.stringContaining('is an unknown field')]);
      for (const relation of Object.keys(document.references)) expect(body._issues[name]).toContain(`_${relation}_ref`);
    }
  });
}
