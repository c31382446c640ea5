import type { Stored } from '../../store/port.ts';
import type { DisplayText } from '../fields/index.ts';
import type { Outcome } from '../problems.ts';
import type { OperationContext } from './context.ts';
import type { Document } from './documents.ts';

/** Another representation of documents and of their lists, in a textual format. Links `alternate` lead to it. */
export interface Alternate<D extends Stored = Document> extends DisplayText {
  /** The media type, such as `text/calendar`. */
  readonly type: string;
  /** The last segment of its URL, such as `calendar.ics`. */
  readonly file: string;
  /** Renders one document, or those of a list. The caller may read them. */
  readonly render: (documents: readonly D[], context: OperationContext) => Promise<Outcome<string>>;
}
