import { describe, expect, it } from '@jest/globals';
import { html, jsonForScript } from './markup.ts';

const hostile = `<script>alert(1)</script>"'&`;
const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;';

describe('markup', () => {
  it('escapes everything that is inserted, but no other markup', () => {
    const item = html`<b title="${hostile}">${hostile}</b>`;
    expect(html`<p>${[item, undefined, 1]}</p>`.text).toBe(`<p><b title="${escaped}">${escaped}</b>1</p>`);
  });

  it('embeds JSON that cannot end its element', () => {
    const value = { '</script>': '<!--' };
    const { text } = jsonForScript(value);
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual(value);
  });
});
