import { z } from 'zod'
import { HANDLE_MAX, isHandle, toHandle } from '../../domain/handle.ts'

/** Text on one line or more, without space around it. `what` begins the sentences about it: `The title`. */
export const text = (what: string, max: number) =>
  z
    .string(`${what} is a text.`)
    .trim()
    .max(max, `${what} has at most ${max} characters.`)
    .refine((value) => !value.includes('\0'), `${what} has a NUL character, which is not text.`)
    .refine((value) => value.isWellFormed(), `${what} has half a character, which is not text.`)

/** Text that must not be empty. */
export const someText = (what: string, max: number) => text(what, max).min(1, `${what} is empty.`)

/** Text that may be missing; empty text is no text. */
export const maybeText = (what: string, max: number) =>
  text(what, max)
    .nullish()
    .transform((value) => (value === undefined ? undefined : value || null))

/** A list with a longest length. */
export const list = <Item extends z.ZodType>(what: string, item: Item, max: number) =>
  z.array(item, `${what} is a list.`).max(max, `${what} has at most ${max} entries.`)

/** A name in addresses, as it is. */
export const handle = z
  .string('A handle is a text.')
  .max(HANDLE_MAX, `A handle has at most ${HANDLE_MAX} characters.`)
  .check((context) => {
    if (isHandle(context.value)) return
    const better = toHandle(context.value)
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `A handle has lower-case letters and digits, with single hyphens between${better ? `; like "${better}"` : ''}.`,
    })
  })

/** Reads null as absent. */
export const absent = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined

/** A patch without the fields that are absent, so that it can be spread over what it changes. */
export const present = <Patch extends object>(
  patch: Patch,
): { [Key in keyof Patch]: Exclude<Patch[Key], undefined> } =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as never
