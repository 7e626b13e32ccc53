import type { ComponentChildren } from 'preact';

export interface Column {
  readonly heading: string;
  /** For columns of numbers. */
  readonly isRight?: boolean;
}

export interface Row {
  readonly key: string;
  readonly cells: readonly ComponentChildren[];
}

/** A table that becomes a list of cards on a narrow screen, each cell under its heading. */
export function Table(props: {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}) {
  return (
    <table class="table table--borderless table-md-responsive-headers cb-table">
      <caption class="sr-only">{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th
              key={column.heading}
              scope="col"
              class={column.isRight === true ? 'align-text-right' : undefined}
            >
              {column.heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={row.key}>
            {row.cells.map((cell, index) => {
              const column = props.columns[index]!;
              return (
                <td
                  key={column.heading}
                  data-title={column.heading}
                  class={column.isRight === true ? 'align-text-right' : undefined}
                >
                  {cell}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Names and values, side by side where there is room. */
export function Facts({ rows }: { rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="cb-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
