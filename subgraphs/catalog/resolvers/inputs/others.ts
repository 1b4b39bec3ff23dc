import { z } from 'zod'
import { HANDLE_MAX } from '../../domain/handle.ts'
import { limits } from '../../domain/limits.ts'
import { absent, handle, maybeText, present, someText } from './texts.ts'

// The forms of the inputs about categories, brands and imports.

const reference = z
  .string('An id or handle is a text.')
  .max(HANDLE_MAX, 'There is no such id or handle.')
  .refine((value) => !value.includes('\0'), 'There is no such id or handle.')

const position = z
  .int('A position is a whole number.')
  .min(-1_000_000, 'A position is at least -1000000.')
  .max(1_000_000, 'A position is at most 1000000.')
const categoryDescription = maybeText('The description', 5_000)

export const createCategoryInput = z.object({
  name: someText('The name', limits.title),
  handle: handle.nullish().transform(absent),
  description: categoryDescription.transform((given) => given ?? null),
  parentId: reference.nullish(),
  parentHandle: reference.nullish(),
  position,
})

export const updateCategoryInput = z
  .object({
    name: someText('The name', limits.title).optional(),
    handle: handle.optional(),
    description: categoryDescription,
    position: position.optional(),
  })
  .transform(present)

export const createBrandInput = z.object({
  name: someText('The name', limits.title),
  handle: handle.nullish().transform(absent),
})

export const updateBrandInput = z
  .object({ name: someText('The name', limits.title).optional(), handle: handle.optional() })
  .transform(present)

const CONTENT_MAX = 1_000_000

export const startImportInput = z.object({
  fileName: someText('The file name', 255),
  content: z
    .string()
    .max(
      CONTENT_MAX,
      `The file has at most ${CONTENT_MAX} characters; take in a larger one with \`npm run catalog:import\`.`,
    ),
  currencyCode: z.string(),
})
