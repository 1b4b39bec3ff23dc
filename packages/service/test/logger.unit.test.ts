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

test.each([
  [
    `new Error('Invalid call', { cause: new Error('invalid input syntax for type uuid: "tok_"sec\\nret"') })`,
    'Invalid call: invalid input syntax for type uuid: "…"',
  ],
  [
    `new Error('value "tok_secret" is out of range for type integer')`,
    'value "…" is out of range for type integer',
  ],
  [
    `(() => { try { JSON.parse('{"a": tok_secret}') } catch (error) { return error } })()`,
    'Unexpected token; it is not valid JSON',
  ],
  [
    `(() => { try { JSON.parse('tok_secret') } catch (error) { return error } })()`,
    'Unexpected token; it is not valid JSON',
  ],
  [`Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['tok_secret'] } })`, 'WRONGPASS'],
  [
    `new AggregateError([new Error('connect to redis://shop:tok_secret@cache:6379')], 'No address answers')`,
    'No address answers',
  ],
])('the value that made an error is not logged: %s', async (error, message) => {
  const entry = await logged(`logger.error({ err: ${error} }, 'It failed.')`)
  expect(entry).toMatchObject({ err: { message, stack: expect.stringContaining(message.split(':')[0]!) } })
  expect(JSON.stringify(entry)).not.toMatch(/tok_|sec/)
})

test('URLs are logged without the names and passwords in them', async () => {
  const entry = await logged(
    `logger.warn({ url: 'http://shop:tok_secret@catalog:4001/graphql' }, 'http://tok_secret@catalog does not answer, ask it@example.com.')`,
  )
  expect(entry).toMatchObject({
    url: 'http://catalog:4001/graphql',
    msg: 'http://catalog does not answer, ask it@example.com.',
  })
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
