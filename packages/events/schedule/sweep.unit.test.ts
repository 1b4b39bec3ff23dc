import { expect, test } from 'vitest'
import { sweep } from './sweep.ts'

const { signal } = new AbortController()

test('a sweep gives each its turn, one after the other, and says how many there were', async () => {
  const done: string[] = []
  const step = async (name: string) => {
    done.push(`${name} begins`)
    await Promise.resolve()
    done.push(`${name} ends`)
  }
  expect(await sweep(['a', 'b'], signal, step)).toBe(2)
  expect(done).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

test('one that fails holds up none behind it, and is told of in the end', async () => {
  const done: string[] = []
  const swept = sweep(['a', 'rotten', 'b'], signal, async (name) => {
    if (name === 'rotten') throw new Error('it stinks')
    done.push(name)
  })
  await expect(swept).rejects.toThrow('1 of 3 failed, first with: it stinks')
  expect(done).toEqual(['a', 'b'])
})

test('it ends when it is told to', async () => {
  const stopping = new AbortController()
  const done: string[] = []
  const swept = sweep(['a', 'b'], stopping.signal, async (name) => {
    done.push(name)
    stopping.abort(new Error('The process stops.'))
  })
  await expect(swept).rejects.toThrow('The process stops.')
  expect(done).toEqual(['a'])
})
