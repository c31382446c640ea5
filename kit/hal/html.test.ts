import { describe, expect, it } from '@jest/globals';
import { htmlPage } from './html.ts';

describe('an HTML page', () => {
  it('escapes its text and links URLs', () => {
    const page = htmlPage('<A & B>', ['See http://localhost:1/a?b=c, or "http://x/<script>".', 'javascript:alert(1)']);
    expect(page).toContain('<title>&lt;A &amp; B&gt;</title>');
    expect(page).toContain('<p>See <a href="http://localhost:1/a?b=c">http://localhost:1/a?b=c</a>, or &quot;');
    expect(page).toContain('<a href="http://x/">http://x/</a>&lt;script&gt;&quot;.</p><p>javascript:alert(1)</p>');
  });
});
