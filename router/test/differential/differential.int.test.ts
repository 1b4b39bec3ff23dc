import { validate, parse } from 'graphql'
import { expect, test } from 'vitest'
import { composeLocally } from '../engine/local-supergraph.ts'
import { compare } from './compare.ts'
import type { Difference } from './compare.ts'
import { createFaults } from './faults.ts'
import { createOperation } from './operation.ts'
import { createRandom } from './random.ts'
import { createWorld } from './world.ts'

// Schemas, data, faults and operations are drawn from a seed, and each operation is executed by the compiled engine and
// by @apollo/gateway's own executor. CASES=5000 draws more; SEED=… begins elsewhere and repeats what was reported.
const CASES = Number(process.env['CASES'] ?? 100)
const SEED = Number(process.env['SEED'] ?? 1)
const CASES_PER_WORLD = 50

test(`${CASES} operations give what @apollo/gateway gives, but for what is better on purpose`, async () => {
  const differences = new Map<Difference, number>()
  const faults: string[] = []
  let compared = 0
  for (let seed = SEED; compared < CASES; seed += 1) {
    for (const { fault, found } of await compareInWorld(seed, Math.min(CASES_PER_WORLD, CASES - compared))) {
      compared += 1
      if (fault) faults.push(fault)
      for (const difference of found) differences.set(difference, (differences.get(difference) ?? 0) + 1)
    }
  }
  expect(faults.slice(0, 5).join('\n\n')).toBe('')
  if (CASES > 1_000)
    process.stdout.write(`${compared} cases; differences: ${JSON.stringify([...differences])}\n`)
}, 3_600_000)

/** Executes operations over the supergraph of a seed; nothing where the seed's subgraphs do not compose. */
async function compareInWorld(seed: number, cases: number) {
  const random = createRandom(seed)
  const faults = createFaults()
  const subgraphs = createWorld(random, faults)
  const local = tryTo(() => composeLocally(subgraphs, faults.interfere))
  if (!local) return []
  const compiled = await local.createCompiled(local.supergraphSdl)
  const stock = await local.createStock(local.supergraphSdl)
  const compared: { fault?: string; found: Iterable<Difference> }[] = []

  for (let attempt = 0; compared.length < cases && attempt < cases * 10; attempt += 1) {
    const { query, variables } = createOperation(compiled.schema, random)
    faults.draw(
      random,
      subgraphs.map(({ name }) => name),
    )
    if (validate(compiled.schema, parse(query)).length > 0) continue
    const ours = await local.execute(compiled, query, variables)
    const theirs = await local.execute(stock, query, variables).catch(() => null)
    const { fault, differences } = compare(ours, theirs)
    const about = `SEED=${seed}, operation ${compared.length}: ${query} ${JSON.stringify(variables)}`
    compared.push({ ...(fault !== undefined && { fault: `${about}\n${fault}` }), found: differences })
  }
  return compared
}

function tryTo<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
