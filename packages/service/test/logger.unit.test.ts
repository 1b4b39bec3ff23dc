import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** What a process logs that runs this code with a `logger`. */
async function logged(code: string): Promise<Record<string, unknown>> {
  const logger = new URL('../logger.ts', import.meta.url).href
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { createLogger } from '${logger}'; const logger = createLogger('test'); ${code}`,
  ])
  return JSON.parse(stdout) as Record<string, unknown>
}

test('an error is logged with its code and stack, but without the rows that PostgreSQL quotes', async () => {
  const row = 'Failing row contains (1, tok_secret).'
  const entry = await logged(`
    const cause = Object.assign(new Error('violates a constraint'), { detail: ${JSON.stringify(row)} })
    const err = Object.assign(new Error('Database error', { cause }), { code: 'P2039', meta: { cause }, detail: cause.detail })
    logger.error({ err }, 'It failed.')`)
  expect(entry).toMatchObject({ msg: 'It failed.', err: { code: 'P2039', stack: expect.any(String) } })
  expect(JSON.stringify(entry)).not.toContain('tok_secret')
})

test('what is thrown without being an error is logged as it is', async () => {
  expect(await logged(`logger.error({ err: 'gone' }, 'It failed.')`)).toMatchObject({ err: 'gone' })
})

test('fields named like secrets are left out', async () => {
  const entry = await logged(
    `logger.info({ input: { paymentToken: 'tok_secret', note: 'hello' } }, 'Placed.')`,
  )
  expect(entry).toMatchObject({ input: { note: 'hello' } })
  expect(JSON.stringify(entry)).not.toContain('tok_secret')
})
