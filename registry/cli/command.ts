import { parseArgs } from 'node:util'
import { CommandError } from './command-error.ts'
import { contracts, graphs, launches, rollback, upgrade } from './graphs.ts'
import { keys } from './keys.ts'
import { withRegistry, type Registry } from './registry.ts'

export const usage = `Usage: npm run registry -- <command>

  graphs list                                     every graph
  graphs create <graph> [--title <title>]         makes a graph
  keys list <graph>                               the keys of a graph
  keys create <graph> --name <name> --scope <scope> …
                                                  makes a key and shows it, this once; scopes are READ (routers),
                                                  CHECK (pull requests), PUBLISH (deployments), REPORT (usage alone)
  keys revoke <graph> <key id>                    ends a key
  launches <graph>@<variant>                      the last launches
  rollback <graph>@<variant> <launch number>      goes back to a launch
  upgrade <graph>@<variant>                       composes anew, with the version of federation that the registry has
  contracts <graph>@<variant>                     the contracts that are made of a variant

It works on the registry of \`npm start\`, or on the database that DATABASE_URL names.`

export interface Arguments {
  readonly positionals: readonly string[]
  readonly title?: string
  readonly name?: string
  readonly scope?: string[]
}

type Command = (registry: Registry, given: Arguments) => Promise<string>

const commands: Readonly<Record<string, Command>> = {
  graphs,
  keys,
  launches,
  rollback,
  upgrade,
  contracts,
}

/** Runs a command and gives what it has to say. Throws CommandError. */
export async function run(given: readonly string[]): Promise<string> {
  const { values, positionals } = parse(given)
  const [name = '', ...rest] = positionals
  const command = commands[name]
  if (!command) throw new CommandError(usage)
  return await withRegistry((registry) => command(registry, { ...values, positionals: rest }))
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        title: { type: 'string' },
        name: { type: 'string' },
        scope: { type: 'string', multiple: true },
      },
    })
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n\n${usage}`)
  }
}
