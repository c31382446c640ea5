import { useState } from 'preact/hooks';
import { toRange, type Cell, type Range } from './use-grid-focus.ts';

/** Returns the cell under a pointer; undefined over an event, which is a link. */
function cellAt(event: PointerEvent | MouseEvent): Cell | undefined {
  const target = document.elementFromPoint(event.clientX, event.clientY);
  if (target?.closest('.block') != null) return undefined;
  const cell = target?.closest<HTMLElement>('[data-row]');
  const { column, row } = cell?.dataset ?? {};
  return column === undefined || row === undefined ? undefined : { column: Number(column), row: Number(row) };
}

interface Drag {
  readonly start: Cell;
  readonly row: number;
}

/** Rows of a column that are selected by dragging with a mouse, or by a click. A finger scrolls, and taps one. */
export function useDragSelection(onSelect: (column: number, rows: readonly [number, number]) => void) {
  const [drag, setDrag] = useState<Drag>();
  const begin = (event: PointerEvent): void => {
    const cell = event.button === 0 && event.pointerType === 'mouse' ? cellAt(event) : undefined;
    if (cell !== undefined) setDrag({ start: cell, row: cell.row });
  };
  const move = (event: PointerEvent): void => {
    if (drag === undefined) return;
    const cell = cellAt(event);
    if (cell?.column === drag.start.column && cell.row !== drag.row) setDrag({ ...drag, row: cell.row });
  };
  const click = (event: MouseEvent): void => {
    const cell = cellAt(event);
    const { start, row } = drag ?? {};
    setDrag(undefined);
    if (start !== undefined && row !== undefined) onSelect(start.column, [start.row, row]);
    else if (cell !== undefined) onSelect(cell.column, [cell.row, cell.row]);
  };
  const range: Range | undefined = drag && toRange(drag.start.column, drag.start.row, drag.row);
  return {
    range,
    handlers: {
      onPointerDown: begin,
      onPointerMove: move,
      // A click follows on the common ancestor of where the button was pressed and released.
      onClick: click,
      onPointerLeave: () => setDrag(undefined),
    },
  };
}
