import { processEnvironment, tokenEnvironment } from '@tradewind/service'
import { z } from 'zod'

/** `identity=http://127.0.0.1:4001,…`: the parts whose health is shown, by name. */
const targets = z.string().transform((text, context) =>
  text.split(',').map((entry) => {
    const [name = '', url = ''] = entry.split(/=(.*)/s)
    if (!name || !URL.canParse(url)) {
      context.addIssue({ code: 'custom', message: `must be a list of name=url, and "${entry}" is not` })
    }
    return { name: name.trim(), url: url.replace(/\/$/, '') }
  }),
)

export const consoleEnvironment = {
  ...processEnvironment,
  ...tokenEnvironment,
  /** The GraphQL endpoint that staff sign in through. */
  ROUTER_URL: z.url(),
  QUEUE_URL: z.url({ protocol: /^(postgres(ql)?|rediss?)$/ }),
  HEALTH_TARGETS: targets,
  /** Where browsers reach the console; with `https:` its cookie never travels unencrypted. */
  CONSOLE_URL: z.url().default('http://localhost:4200'),
  /** Where a trace is to be seen, by its id: `https://jaeger.example/trace/{traceId}`. Without it the log is to be searched. */
  TRACE_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.includes('{traceId}'), 'must have {traceId} in it')
    .optional(),
  /** What session cookies are signed with. */
  COOKIE_SECRET: z.string().min(32, 'must have at least 32 characters'),
}

export type ConsoleEnvironment = z.infer<z.ZodObject<typeof consoleEnvironment>>
