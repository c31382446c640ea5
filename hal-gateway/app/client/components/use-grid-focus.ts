import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** A cell of a grid. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** Rows of one column. */
export interface Range {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

interface GridFocusSettings {
  readonly grid: RefObject<HTMLElement | null>;
  readonly columns: number;
  readonly rows: number;
  readonly initial: Cell;
  /** Shows the columns before or after. */
  turn(step: number): void;
  /** Called by Enter and Space, with the row where the selection began. */
  activate(cell: Cell, from: number): void;
}

const moves: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const clamp = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));

/** The keyboard in a grid: one cell takes the focus, arrows move it, with Shift they select rows of its column. */
export function useGridFocus({ grid, columns, rows, initial, turn, activate }: GridFocusSettings) {
  const [at, setAt] = useState(initial);
  const [anchor, setAnchor] = useState<number>();
  const hasMoved = useRef(false);
  useLayoutEffect(() => {
    if (!hasMoved.current) return;
    hasMoved.current = false;
    const cell = grid.current?.querySelector<HTMLElement>(`[data-column="${at.column}"][data-row="${at.row}"]`);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const moveTo = (cell: Cell, from?: number): void => {
    hasMoved.current = true;
    setAnchor(from);
    setAt({ column: clamp(cell.column, columns), row: clamp(cell.row, rows) });
  };
  const step = ([dColumn, dRow]: readonly [number, number], isSelecting: boolean): void => {
    const [column, row] = [at.column + dColumn, at.row + dRow];
    if (isSelecting && dColumn === 0) return moveTo({ column, row }, anchor ?? at.row);
    if (column < 0 || column >= columns) {
      turn(Math.sign(dColumn));
      return moveTo({ column: column < 0 ? columns - 1 : 0, row });
    }
    moveTo({ column, row });
  };
  const press = (event: KeyboardEvent): void => {
    const move = moves[event.key];
    if (move !== undefined) step(move, event.shiftKey);
    else if (event.key === 'Home') moveTo({ column: event.ctrlKey ? 0 : at.column, row: 0 });
    else if (event.key === 'End') moveTo({ column: event.ctrlKey ? columns - 1 : at.column, row: rows - 1 });
    else if (event.key === 'PageUp' || event.key === 'PageDown') {
      turn(event.key === 'PageUp' ? -1 : 1);
      moveTo(at);
    } else if (event.key === 'Enter' || event.key === ' ') {
      activate(at, anchor ?? at.row);
      setAnchor(undefined);
    } else if (event.key === 'Escape' && anchor !== undefined) setAnchor(undefined);
    else return;
    event.preventDefault();
  };
  return {
    at: { column: clamp(at.column, columns), row: clamp(at.row, rows) },
    range: anchor === undefined ? undefined : toRange(at.column, anchor, at.row),
    press,
    /** Keeps the focus within a grid that has become smaller. */
    limit: () => setAt((cell) => ({ column: clamp(cell.column, columns), row: clamp(cell.row, rows) })),
  };
}

/** Returns the rows between two, in either order. */
export const toRange = (column: number, first: number, last: number): Range => ({
  column,
  from: Math.min(first, last),
  to: Math.max(first, last),
});
