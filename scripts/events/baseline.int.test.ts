import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBaseline } from './baseline.ts'
import { DOCUMENT } from './language.ts'

let repository: string

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()

/** A document with one channel of that name. */
const documentOf = (channel: string) =>
  JSON.stringify({ channels: { [channel]: {} }, operations: {}, components: { schemas: { CloudEvent: {} } } })

function commit(channel?: string): void {
  mkdirSync(path.join(repository, path.dirname(DOCUMENT)), { recursive: true })
  if (channel) writeFileSync(path.join(repository, DOCUMENT), documentOf(channel))
  git('add', '.')
  git('commit', '--quiet', '--allow-empty', '--message', channel ?? 'empty')
}

const channelsAt = async (against?: string, ci = false) => {
  const { document } = await readBaseline(repository, against, ci)
  return document && Object.keys(document.channels)
}

beforeEach(() => {
  repository = mkdtempSync(path.join(tmpdir(), 'contracts-'))
  git('init', '--quiet', '--initial-branch=main')
})
afterEach(() => rmSync(repository, { recursive: true }))

test('compares a branch with where it left main, not with what came to main since', async () => {
  commit('a')
  git('switch', '--quiet', '--create', 'branch')
  commit('b')
  git('switch', '--quiet', 'main')
  commit('c')
  git('switch', '--quiet', 'branch')
  expect(await channelsAt()).toEqual(['a'])
})

test('on main compares with the last commit; in CI, which checks that one, with the one before', async () => {
  commit('a')
  commit('b')
  expect(await channelsAt()).toEqual(['b'])
  expect(await channelsAt(undefined, true)).toEqual(['a'])
})

test('compares with the ref or the file that is named, and says which', async () => {
  commit('a')
  git('tag', 'release-1')
  commit('b')
  expect(await channelsAt('release-1')).toEqual(['a'])
  expect((await readBaseline(repository, 'release-1', false)).name).toMatch(/^release-1 \([0-9a-f]{7}\)$/)
  const file = path.join(repository, 'production.yaml')
  writeFileSync(file, documentOf('p'))
  expect(await channelsAt(file)).toEqual(['p'])
})

test('has nothing to compare with where nothing was published, or without git', async () => {
  commit()
  expect(await channelsAt()).toBeNull()
  rmSync(path.join(repository, '.git'), { recursive: true })
  expect(await channelsAt()).toBeNull()
})

test('says what to do when there is no such ref, no main, no such file, or another file', async () => {
  commit('a')
  await expect(channelsAt('nope')).rejects.toThrow('There is no commit "nope" here. Name one')
  await expect(channelsAt('nope.yaml')).rejects.toThrow('Cannot read nope.yaml.')
  const file = path.join(repository, 'other.yaml')
  writeFileSync(file, 'services: {}')
  await expect(channelsAt(file)).rejects.toThrow('is not an AsyncAPI document that')
  git('branch', '--move', 'trunk')
  await expect(channelsAt()).rejects.toThrow('There is no main branch here to compare with')
})
