import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import { halFormsFaults } from '../../support/hal-forms.ts';
import type { ContractContext } from './contract-context.ts';

const methodsOfItem = 'HEAD, GET, PUT, PATCH, DELETE, OPTIONS';

/** Declares the tests of forms and allowed methods. */
export function forms(context: ContractContext): void {
  linksToForms(context);
  hasValidTemplates(context);
}

const formsType = 'application/prs.hal-forms+json';

function hasValidTemplates({ plan, subject, hal, newDocument, post }: ContractContext): void {
  it('has templates as HAL-FORMS defines them, whose values and options can be submitted', async () => {
    const document = await newDocument();
    const { body } = await post(document);
    const read = async (url: string) => (await hal('GET', url, { headers: { accept: formsType } })).body;
    const [item, list] = [await read(body._links.self.href), await read(subject().list(document.references))];
    const form = await read(body._links['edit-form'].href);
    for (const each of [item, list, form, await read(list._links['create-form'].href)])
      expect(halFormsFaults(each)).toEqual([]);
    const properties: readonly HalBody[] = form._templates.default?.properties ?? [];
    for (const { options, value } of properties.filter((each) => each.options?.link !== undefined)) {
      const { body: page } = await hal('GET', `${options.link.href}?where=${JSON.stringify({ _id: value })}`, {
        headers: { accept: options.link.type },
      });
      const [target] = Object.values<HalBody>(page._embedded).flat();
      expect([target[options.valueField], typeof target[options.promptField]]).toEqual([value, 'string']);
    }
    if (plan.change === undefined) return;
    const values = properties.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
    const headers = { 'if-match': `"${body._etag}"` };
    // As text, because the description of the API has numbers where forms have text.
    const submitted = JSON.stringify(Object.fromEntries(values));
    const unchanged = await hal('PATCH', body._links.self.href, { headers, body: submitted });
    expect([unchanged.status, unchanged.body._etag]).toEqual([200, body._etag]);
  });
}

function linksToForms({ plan, hal, postSample }: ContractContext): void {
  it('links to forms, and lists the allowed methods', async () => {
    const body = await postSample();
    const form = await hal('GET', body._links['edit-form'].href);
    const methods = Object.values<HalBody>(form.body._templates).map(({ method }) => method);
    expect([form.status, methods]).toEqual([200, plan.change === undefined ? [] : ['PATCH']]);
    const options = await fetch(body._links.self.href, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, methodsOfItem]);
    const invalid = await hal('POST', body._links.self.href);
    expect([invalid.status, invalid.headers.get('allow')]).toEqual([405, methodsOfItem]);
  });
}
