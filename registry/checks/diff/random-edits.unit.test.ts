import fc from 'fast-check'
import { buildASTSchema, buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { edited, editedSchema, someEdits } from '../../test/random-edits.ts'
import { diffSchemas } from './diff-schemas.ts'

const before = buildSchema(editedSchema)

test('a schema does not differ from itself', () => {
  expect(diffSchemas(before, buildSchema(editedSchema))).toEqual([])
})

test('whatever is changed is found, and nothing else', () => {
  fc.assert(
    fc.property(someEdits, (edits) => {
      const after = buildASTSchema(edited(edits), { assumeValidSDL: true })
      const found = diffSchemas(before, after).map(({ code, coordinate }) => `${code} ${coordinate}`)
      expect(found.toSorted()).toEqual(
        edits.map(({ code, coordinate }) => `${code} ${coordinate}`).toSorted(),
      )
    }),
  )
})
