import type { Log } from '../../kit/util/log.ts';
import { messageOf } from '../../kit/util/system-error.ts';
import type { Graph } from '../serve/graph.ts';
import type { SavedGraph, SupergraphFile } from './supergraph-file.ts';

/** Puts the graph of the file into service. Returns it; undefined if there is none, or if it cannot be served. */
export async function restoreGraph(
  graph: Pick<Graph, 'update'>,
  file: Pick<SupergraphFile, 'read'>,
  log: Log,
): Promise<SavedGraph | undefined> {
  const read = await file.read();
  if (read === undefined) return undefined;
  try {
    await graph.update(read.graph.supergraphSdl);
    log.info(`serves the supergraph that was saved at ${read.savedAt} until the services have been read`);
    return read.graph;
  } catch (error) {
    log.warn(`the supergraph that was saved at ${read.savedAt} is ignored: ${messageOf(error)}`);
    return undefined;
  }
}
