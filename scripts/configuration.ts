import { writeFile } from 'node:fs/promises';
import { configurationFiles } from './configuration/document.ts';

/** `npm run docs:configuration`: writes the documents that are generated from the table of settings. */
for (const [file, text] of Object.entries(configurationFiles())) {
  await writeFile(file, text);
  console.log(file);
}
