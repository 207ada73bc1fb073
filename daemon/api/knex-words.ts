/* eslint-disable @typescript-eslint/no-empty-object-type, @typescript-eslint/no-explicit-any, @typescript-eslint/no-namespace -- merged interfaces must repeat the parameters of Knex's own */
import type { Knex as Words } from 'knex';

/** What Knex can do and its types do not tell. */
declare module 'knex' {
  namespace Knex {
    interface QueryInterface<TRecord extends {} = any, TResult = any> {
      /** Keeps the rows in which two columns are equal. */
      whereColumn(left: string, right: string): Words.QueryBuilder<TRecord, TResult>;
    }
    interface Join<TRecord extends {} = any, TResult = unknown[]> {
      (table: string): Words.QueryBuilder<TRecord, TResult>;
    }
  }
}
