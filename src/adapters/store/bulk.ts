/** Rows in one statement at most: 32 rows of 27 columns stay far below every database's bound on parameters. */
const ROWS_AT_ONCE = 32;

/** A statement for any number of rows. Several works' rows go to the database in one. */
export class Bulk {
  /** Kinds with a lower rank are written first. */
  readonly rank: number;
  /** In one statement at most; a power of two. */
  readonly rowsAtOnce: number;
  readonly #sql: (rows: number) => string;
  readonly #texts = new Map<number, string>();

  constructor(rank: number, sql: (rows: number) => string, rowsAtOnce = ROWS_AT_ONCE) {
    this.rank = rank;
    this.rowsAtOnce = rowsAtOnce;
    this.#sql = sql;
  }

  /** The text for `rows` rows; prepared once for each count. */
  text(rows: number): string {
    let text = this.#texts.get(rows);
    if (text === undefined) {
      text = this.#sql(rows);
      this.#texts.set(rows, text);
    }
    return text;
  }
}

/** Cuts `total` into powers of two, so that few different texts are prepared. */
export function* batches(total: number, rowsAtOnce = ROWS_AT_ONCE): Generator<number> {
  for (let left = total; left > 0;) {
    let rows = rowsAtOnce;
    while (rows > left) rows /= 2;
    yield rows;
    left -= rows;
  }
}

/** `(?, ?, ?), (?, ?, ?)` */
export function tuples(rows: number, columns: number): string {
  const tuple = `(${Array<string>(columns).fill('?').join(', ')})`;
  return Array<string>(rows).fill(tuple).join(', ');
}

/** Inserts rows with these columns, in this order. */
export function bulkInsert(
  rank: number,
  table: string,
  columns: readonly string[],
  rowsAtOnce?: number,
): Bulk {
  return new Bulk(
    rank,
    (rows) => `insert into ${table} (${columns.join(', ')}) values ${tuples(rows, columns.length)}`,
    rowsAtOnce,
  );
}

/**
 * Updates rows from values: `assignments` and `condition` speak of the target as `t` and of the values as `v`.
 * `columns` gives name and SQL type of each value.
 */
export function bulkUpdate(
  rank: number,
  table: string,
  columns: readonly (readonly [name: string, type: 'text' | 'bigint'])[],
  assignments: string,
  condition: string,
): Bulk {
  const names = columns.map(([name]) => name).join(', ');
  // The first row's casts type the whole list on PostgreSQL, which would take bare parameters for text.
  const typed = `(${columns.map(([, type]) => `cast(? as ${type})`).join(', ')})`;
  return new Bulk(rank, (rows) => {
    const values = rows === 1 ? typed : `${typed}, ${tuples(rows - 1, columns.length)}`;
    return `with v (${names}) as (values ${values}) update ${table} as t set ${assignments} from v where ${condition}`;
  });
}
