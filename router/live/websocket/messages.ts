import { z } from 'zod'

const id = z.string().min(1).max(256)
/** What is in them is checked where a request's body is. */
const parameters = z.object({
  query: z.unknown().optional(),
  operationName: z.unknown().optional(),
  variables: z.unknown().optional(),
  extensions: z.unknown().optional(),
})

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init'), payload: z.unknown().optional() }),
  z.object({ type: z.literal('ping'), payload: z.unknown().optional() }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('subscribe'), id, payload: parameters }),
  z.object({ type: z.literal('complete'), id }),
])

/** What a client may say: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export type ClientMessage = z.infer<typeof message>
export type Parameters = z.infer<typeof parameters>

/** Null for what is none. */
export function readMessage(text: string): ClientMessage | null {
  try {
    return message.parse(JSON.parse(text))
  } catch {
    return null
  }
}
