import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSettings } from '../system/environment.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'tradewind-settings-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (...lines: string[]): void => writeFileSync(path.join(root, '.env'), lines.join('\n'))

test.each([
  ['QUEUE_URL=mysql://localhost', 'QUEUE_URL in .env is not usable: '],
  ['this is not a setting', 'Line 2 of .env is not of the form NAME=value'],
])('%s is refused', (line, sentence) => {
  write('DEMO_SHOP=false', line)
  expect(() => readSettings(root, {})).toThrow(sentence)
})

test('a port that is none is refused when it is asked for', () => {
  write('ROUTER_PORT=http')
  const { portOf } = readSettings(root, {})
  expect(() => portOf('router', 4000)).toThrow('ROUTER_PORT in .env is not usable: ')
})
