import { writeFile } from 'node:fs/promises';
import { configurationFiles } from './configuration/document.ts';

/** `npm run docs:configuration`: generates the configuration documents from the table of settings. */
for (const [file, text] of Object.entries(configurationFiles())) {
  await writeFile(file, text);
  console.log(file);
}
