import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createEvent, defineEvent, InvalidEventError } from '../index.ts'
import { sealedField } from './sealed-field.ts'
import { createSealing, sealingKeys, SealingError } from './sealing.ts'

const old = 'an old key of at least 32 characters'
const present = 'the new key of at least 32 characters'
const cargo = sealedField('harbour.ship.cargo', 'What it carries.')
const sealing = createSealing([present])

describe('a sealed field', () => {
  test('opens to what was sealed, and looks different each time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), fc.uuid(), (plain, subject) => {
        const sealed = sealing.seal(cargo, subject, plain)
        expect(sealing.open(cargo, subject, sealed)).toBe(plain)
        expect(sealing.seal(cargo, subject, plain)).not.toBe(sealed)
        expect(cargo.schema.parse(sealed)).toBe(sealed)
        if (plain.length > 3) expect(sealed).not.toContain(plain)
      }),
      { numRuns: 30 },
    )
  })

  test('opens neither for another subject, nor as another field, nor when it was changed', () => {
    const sealed = sealing.seal(cargo, 'Lyra', 'gold')
    const crew = sealedField('harbour.ship.crew', 'Who is aboard.')
    const [first, id, text] = sealed.split('.')
    const changed = [first, id, `${text!.slice(0, -2)}${text!.endsWith('AA') ? 'BB' : 'AA'}`].join('.')
    expect(() => sealing.open(cargo, 'Mira', sealed)).toThrow(SealingError)
    expect(() => sealing.open(crew, 'Lyra', sealed)).toThrow(SealingError)
    expect(() => sealing.open(cargo, 'Lyra', changed)).toThrow(SealingError)
    expect(() => sealing.open(cargo, 'Lyra', 'gold')).toThrow(SealingError)
  })

  test('cannot be published in plain text', () => {
    const loaded = defineEvent('harbour.ship.loaded', 1, z.object({ cargo: cargo.schema }))
    expect(() => createEvent(loaded, { subject: 'Lyra', data: { cargo: 'gold' } })).toThrow(InvalidEventError)
    const sealed = sealing.seal(cargo, 'Lyra', 'gold')
    expect(createEvent(loaded, { subject: 'Lyra', data: { cargo: sealed } }).data.cargo).toBe(sealed)
  })
})

test('a key is changed in three steps, and each process opens what any other seals on the way', () => {
  const keys = (text: string) => createSealing(sealingKeys.parse(text))
  const steps = [keys(old), keys(`${old},${present}`), keys(`${present}, ${old}`)]
  for (const [index, sealer] of steps.entries()) {
    const sealed = sealer.seal(cargo, 'Lyra', 'gold')
    for (const opener of steps.slice(Math.max(0, index - 1), index + 2))
      expect(opener.open(cargo, 'Lyra', sealed)).toBe('gold')
  }
  const late = keys(old).seal(cargo, 'Lyra', 'gold')
  expect(() => keys(present).open(cargo, 'Lyra', late)).toThrow(
    /^harbour\.ship\.cargo was sealed with the key [0-9a-f]{8}, which is not among those of EVENTS_SEALING_KEY here: add it\.$/,
  )
})

test('a key that is too short is refused', () => {
  expect(sealingKeys.safeParse(`${present},short`).error?.issues[0]?.message).toBe(
    'each key must have at least 32 characters',
  )
})
