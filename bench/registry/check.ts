import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { findRover, roverEnvironment } from '../../scripts/rover/rover.ts'
import { makeOperations, report } from './operations.ts'
import { median, printGoal } from './print.ts'
import { graphRef, keys } from './system.ts'

const goalSeconds = 2
const schema = path.resolve(import.meta.dirname, '../../subgraphs/catalog/schema.graphql')

/** What is checked, and whether it is to pass. */
const changes = [
  { what: 'no change', passes: true, edit: (sdl: string) => sdl },
  { what: 'a field that half of the operations use', passes: false, edit: without('  title: String!\n') },
  { what: 'a field that nobody uses', passes: true, edit: without('  images: [ProductImage!]!\n') },
]

/** Times `rover subgraph check`, from starting rover to its end, over so many distinct operations. */
export async function timeChecks(registryUrl: string, operations: number, repeats: number): Promise<void> {
  const made = makeOperations(operations)
  const began = performance.now()
  await report(registryUrl, made)
  console.log(`  ${operations} operations reported in ${((performance.now() - began) / 1_000).toFixed(1)} s`)

  const sdl = await readFile(schema, 'utf8')
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tradewind-bench-check-'))
  try {
    for (const { what, passes, edit } of changes) {
      const file = path.join(folder, 'catalog.graphql')
      await writeFile(file, edit(sdl))
      const seconds: number[] = []
      for (let i = 0; i < repeats; i++) {
        const started = performance.now()
        const { status, output } = await rover(
          registryUrl,
          folder,
          'subgraph',
          'check',
          graphRef,
          '--name',
          'catalog',
          '--schema',
          file,
        )
        seconds.push((performance.now() - started) / 1_000)
        if ((status === 0) !== passes)
          throw new Error(`The check of ${what} was to ${passes ? 'pass' : 'fail'}:\n${output}`)
        // Those of the routers' own traffic come on top.
        const compared = Number(/against (\d+) operations/.exec(output)?.[1] ?? 0)
        if (edit(sdl) !== sdl && compared < operations)
          throw new Error(`The check did not look at ${operations} operations:\n${output}`)
      }
      printGoal(`Check: ${what}`, median(seconds), 's', goalSeconds)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function without(line: string): (sdl: string) => string {
  return (sdl) => {
    const changed = sdl.replace(new RegExp(`\\n  "[^"]*"\\n${escape(line)}`), '\n')
    if (changed === sdl)
      throw new Error(`The schema of catalog has no line "${line.trim()}" with a description any more.`)
    return changed
  }
}

const escape = (literal: string): string => RegExp.escape(literal)

async function rover(
  registryUrl: string,
  folder: string,
  ...options: string[]
): Promise<{ status: number | null; output: string }> {
  const binary = findRover()
  if (!binary) throw new Error('Rover has no binary for this machine.')
  const env = roverEnvironment({
    PATH: process.env['PATH'],
    NO_COLOR: '1',
    APOLLO_CONFIG_HOME: folder,
    APOLLO_REGISTRY_URL: `${registryUrl}/graphql`,
    APOLLO_KEY: keys.rover,
  })
  const child = spawn(binary, options, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { status: await ended, output: out + err }
}
