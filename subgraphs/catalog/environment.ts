import { readEnvironment, subgraphEnvironment, type SubgraphEnvironment } from '@tradewind/service'
import { z } from 'zod'

export type Environment = SubgraphEnvironment

/** The settings of the catalog's process. */
export const environment = (): Environment => readEnvironment(subgraphEnvironment)

/** The folder in which the operator typed a command: npm runs it in the root of the checkout. */
export const typedIn = (): string => process.env['INIT_CWD'] ?? process.cwd()

/** The catalog's database, as the import command finds it; undefined if the environment does not name it. */
export const databaseUrl = (): string | undefined =>
  readEnvironment({ DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional() }).DATABASE_URL
