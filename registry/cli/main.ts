import { EnvironmentError } from '@tradewind/service'
import { run } from './command.ts'
import { CommandError } from './command-error.ts'

try {
  console.log(await run(process.argv.slice(2)))
} catch (error) {
  const expected = error instanceof CommandError || error instanceof EnvironmentError
  console.error(expected ? error.message : error)
  process.exitCode = 1
}
