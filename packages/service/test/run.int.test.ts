import { fork, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'

const service = pathToFileURL(path.resolve(import.meta.dirname, '../index.ts')).href
const folder = mkdtempSync(path.join(os.tmpdir(), 'run-'))

function program(name: string, start: string): string {
  const file = path.join(folder, `${name}.ts`)
  writeFileSync(
    file,
    `import { EnvironmentError, run, serveHttp } from '${service}'\nrun('sample', ${start})\n`,
  )
  return file
}

async function ended(child: ReturnType<typeof spawn>): Promise<{ code: number | null; stderr: string }> {
  // Not 'close': Node does not emit it for a child whose channel was closed by hand.
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const stderr = await text(child.stderr!)
  const code = await exited
  return { code, stderr }
}

const server = `() => serveHttp((_, response) => response.end('ok'), { host: '127.0.0.1', port: 0 })`

describe('a process', () => {
  test('that cannot start says why in one sentence and ends with status 1', async () => {
    const file = program('fails', `async () => { throw new Error('the sky has fallen.') }`)
    const { code, stderr } = await ended(spawn(process.execPath, [file]))
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'sample cannot start: the sky has fallen.\n' })
  })

  test('whose port is taken says so', async () => {
    const file = program(
      'port',
      `async () => { const { url } = await serveHttp(() => {}, { host: '127.0.0.1', port: 0 }); return serveHttp(() => {}, { host: '127.0.0.1', port: Number(new URL(url).port) }) }`,
    )
    const { code, stderr } = await ended(spawn(process.execPath, [file]))
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^sample cannot start: Port \d+ is in use by another program; stop that program or set PORT/,
    )
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('stops in order on %s', async (signal) => {
    const child = fork(program(`stops-${signal}`, server), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    await new Promise((resolve) => child.once('message', resolve))
    child.kill(signal)
    expect(await ended(child)).toEqual({ code: 0, stderr: '' })
  })

  test('tells its parent where it answers, and ends when its parent does', async () => {
    const child = fork(program('orphan', server), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    const message = await new Promise((resolve) => child.once('message', resolve))
    expect(message).toEqual({ ready: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
    child.disconnect()
    expect(await ended(child)).toEqual({ code: 0, stderr: '' })
  })
})
