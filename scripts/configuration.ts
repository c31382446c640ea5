import { writeFile } from 'node:fs/promises';
import { configurationFiles } from './configuration/document.ts';
import { loadServiceParts } from './parts.ts';

/** `npm run docs:configuration`: generates the configuration documents from the table of settings. */
for (const [file, text] of Object.entries(configurationFiles(await loadServiceParts()))) {
  await writeFile(file, text);
  console.log(file);
}
