import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { serve } from '../../wire/serve.ts';
import { playground } from './playground.ts';

describe('the playground', () => {
  it('cannot be left by what stands in its tabs or its title', async () => {
    const query = '# </script><script>alert("tab")</script> $& $1\nquery Nothing { __typename }';
    const page = playground({ title: '</title><script>', tabs: [{ query }], headers: '{}', introspection: true });
    const running = await serve(express().get('/', page), { name: 'playground', port: 0 });
    try {
      const html = await (await fetch(`http://localhost:${running.port}/`)).text();
      expect(html).not.toContain('<script>alert("tab")');
      expect(html).not.toContain('</title><script>');
      expect(html).toContain(String.raw`# \u003c/script>\u003cscript>alert(\"tab\")\u003c/script> $& $1`);
    } finally {
      await running.close();
    }
  });
});
