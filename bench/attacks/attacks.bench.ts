/**
 * `npm run bench:attacks`: what each published pattern of attack costs a router with default settings, in a process of
 * its own: processor time for each request, as a multiple of an ordinary query's, and how much memory stays behind.
 * Exit status 1 when a pattern costs more than is bearable. `--quick` takes a few seconds. Linux only.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { composeSubgraphs } from '@tradewind/composition'
import { createTokenIssuer } from '@tradewind/testkit'
import { productsResolvers, stockResolvers } from '../../router/test/fixtures/resolvers.ts'
import { startFixture } from '../../router/test/fixtures/subgraph.ts'
import { startServer } from '../router/processes.ts'
import { baseline, patterns } from './patterns.ts'
import type { Pattern } from './patterns.ts'
import { send } from './send.ts'

const count = process.argv.includes('--quick') ? 40 : 400
/** A request that takes longer makes one client with one connection a burden to all others. */
const MOST_MILLISECONDS = 100
/** What is kept of requests is bounded, so all patterns together leave no more than this behind. */
const MOST_MIB = 256

await using started = new AsyncDisposableStack()
const issuer = await createTokenIssuer()
started.defer(() => issuer.stop())
const subgraphs = [
  await startFixture('products', productsResolvers),
  await startFixture('stock', stockResolvers),
]
for (const subgraph of subgraphs) started.defer(() => subgraph.stop())
const directory = mkdtempSync(join(os.tmpdir(), 'bench-attacks-'))
started.defer(() => rmSync(directory, { recursive: true }))
const supergraph = join(directory, 'supergraph.graphql')
const composed = composeSubgraphs(subgraphs.map(({ name, url, sdl }) => ({ name, url, sdl, place: name })))
if (!composed.ok) throw new Error(composed.errors.map(({ message }) => message).join('\n'))
writeFileSync(supergraph, composed.supergraphSdl)
const router = await startServer(new URL('router.ts', import.meta.url), {
  JWKS_URL: issuer.jwksUrl,
  ROUTER_SECRET: 'a secret that nothing but this benchmark knows',
  SUPERGRAPH_PATH: supergraph,
})
started.defer(() => router.stop())

let sent = 0
async function measure(
  pattern: Pattern,
  requests: number,
): Promise<{ milliseconds: number; mebibytes: number }> {
  const [cpu, memory] = [router.cpuSeconds(), router.memory()]
  await send(router.url, pattern, requests, sent)
  sent += requests
  return {
    milliseconds: ((router.cpuSeconds() - cpu) * 1_000) / requests,
    mebibytes: router.memory() - memory,
  }
}

console.log(`Node ${process.version}, ${os.availableParallelism()} cores, ${count} requests of each pattern`)
const all = await patterns(issuer.issuer)
// Code that runs for the first time, and a heap that grows to its size, are no cost of an attack.
for (const pattern of [baseline, ...all]) await measure(pattern, Math.ceil(count / 4))
const settled = router.memory()
const ordinary = await measure(baseline, count * 10)
const rows = [{ pattern: baseline.name, ...ordinary }]
for (const pattern of all) rows.push({ pattern: pattern.name, ...(await measure(pattern, count)) })

console.log('| pattern | CPU ms a request | × an ordinary query | MiB more |\n| --- | ---: | ---: | ---: |')
for (const { pattern, milliseconds, mebibytes } of rows) {
  const ratio = milliseconds / ordinary.milliseconds
  console.log(`| ${pattern} | ${milliseconds.toFixed(2)} | ${ratio.toFixed(1)} | ${mebibytes.toFixed(1)} |`)
}
for (const { pattern, milliseconds } of rows) {
  if (milliseconds > MOST_MILLISECONDS)
    fail(`${pattern} takes ${milliseconds.toFixed(0)} ms of the processor.`)
}
const grown = router.memory() - settled
console.log(`All of them together left ${grown.toFixed(0)} MiB behind.`)
if (grown > MOST_MIB) fail(`That is more than ${MOST_MIB} MiB.`)
const { data } = (await (
  await fetch(`${router.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: baseline.body(0),
  })
).json()) as { data?: unknown }
if (!data) fail('After the attacks the router does not answer an ordinary query.')

function fail(sentence: string): void {
  console.error(sentence)
  process.exitCode = 1
}
