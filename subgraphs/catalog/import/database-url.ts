import { databaseUrl } from '../environment.ts'

/** The catalog's database: what DATABASE_URL says, else the embedded one of this checkout; undefined if neither. */
export async function findDatabaseUrl(): Promise<string | undefined> {
  return databaseUrl()
}
