/**
 * `npm run bench:events`: how long an event takes from its commit to its handler's, how many a second go through at
 * saturation, and what SQL that costs; on PostgreSQL, and on Redis where the machine has it; BullMQ by itself beside it.
 *   --quick              about a minute instead of about four
 *   --json               figures for a program, on standard output
 *   --stages             instead: what is asked of the servers for an event alone, and when
 *   --rows 5000000       instead: the plans of the outbox's statements with so many rows
 *   --backlog 50000      instead: a subscriber that was away catches up, and what memory that takes
 */
import os from 'node:os'
import { backlog } from './backlog.ts'
import { compare, compareStages } from './compare.ts'
import { readOptions } from './options.ts'
import { plansAt } from './plans.ts'
import { printBacklog, printComparison, printPlans, printStages } from './report.ts'
import { generateClient } from './roles/database.ts'
import { startServers } from './servers.ts'

const options = readOptions()
const results: unknown[] = []

/** Keeps a figure, and shows it to people unless a program reads. */
function tell<Result>(result: Result, print: (result: Result) => void): void {
  results.push(result)
  if (!options.json) print(result)
}

// Whatever else runs at the same time is in the numbers, too.
const machine = `${os.availableParallelism()} cores, load before the start ${os.loadavg()[0]!.toFixed(1)}`
if (!options.json) console.log(machine)
await generateClient()
const servers = await startServers()
try {
  if (options.rows !== undefined) {
    const { rows } = options
    tell(await plansAt(servers, rows), (plans) => printPlans(rows, plans))
  } else {
    for (const [kind, queueUrl] of servers.queueUrls) {
      if (options.stages) tell(await compareStages(servers, kind, options), printStages)
      else if (options.backlog === undefined) tell(await compare(servers, kind, options), printComparison)
      else tell(await backlog(servers, queueUrl, options.backlog), (it) => printBacklog(kind, it))
    }
  }
} finally {
  await servers.stop()
}
if (options.json) console.log(JSON.stringify({ machine, results }))
