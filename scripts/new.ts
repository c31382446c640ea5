import { PartError } from './parts/service-part.ts';
import { subgraphsDirectory } from './parts/resource-folders.ts';
import { NewResourceError, readArguments } from './new/arguments.ts';
import { createResource, type CreatedResource } from './new/create-resource.ts';

/** `npm run new -- NAME [--of RESOURCE]… [--plural PLURAL]`: writes the folder of a new resource. */
const report = ({ folder, files, port }: CreatedResource): string => `Created subgraphs/${folder}: ${files.join(', ')}

Next:
  1. Edit ${files.slice(0, 2).join(' and ')}. docs/add-a-resource.md explains each part.
  2. npm test -- subgraphs/${folder} test/contract
  3. npm run compose && npm run docs:configuration   (writes the schemas and the table of settings)
  4. npm start   (its service is at http://localhost:${port})`;

try {
  console.log(report(await createResource(readArguments(process.argv.slice(2)), subgraphsDirectory)));
} catch (error) {
  if (!(error instanceof NewResourceError || error instanceof PartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
