import { readFileSync } from 'node:fs'
import {
  buildClientSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIdentity, type TestIdentity } from './identity.ts'

let identity: TestIdentity
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.stop())

/** What is introspected but comes from Apollo Federation, not from us. */
const isFederations = (name: string): boolean =>
  /^(_|federation__|link__|FieldSet$)/.test(name) || name === '_Service'

/** Every type, field, argument and value that has no description. */
function undescribed(schema: GraphQLSchema): string[] {
  const missing: string[] = []
  const note = (place: string, description: string | null | undefined): void => {
    if (!description?.trim()) missing.push(place)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type) || isFederations(type.name)) continue
    note(type.name, type.description)
    if (isEnumType(type)) {
      for (const value of type.getValues()) note(`${type.name}.${value.name}`, value.description)
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        note(`${type.name}.${field.name}`, field.description)
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      if (isFederations(field.name)) continue
      note(`${type.name}.${field.name}`, field.description)
      for (const argument of field.args) {
        note(`${type.name}.${field.name}(${argument.name})`, argument.description)
      }
    }
  }
  return missing
}

test('describes every type, field, argument, input field and value', async () => {
  const introspected = await identity.client().request<IntrospectionQuery>(getIntrospectionQuery())
  expect(undescribed(buildClientSchema(introspected))).toEqual([])
})

test('gives the router the very file that is composed', async () => {
  const { _service: service } = await identity
    .client()
    .request<{ _service: { sdl: string } }>('{ _service { sdl } }')
  const file = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8')
  expect(service.sdl).toContain('@key(fields: "id")')
  expect(service.sdl).toContain('@requiresScopes(scopes: [["customers:read"]])')
  for (const [, name] of file.matchAll(/^(?:type|input|enum|union|interface) (\w+)/gm)) {
    expect(service.sdl).toMatch(new RegExp(`\\b(type|input|enum|union|interface) ${name}\\b`))
  }
})

test('answers what cannot be done without a word about its insides', async () => {
  await identity.database.pool.query('ALTER TABLE customer RENAME TO elsewhere')
  try {
    const { errors } = await identity
      .signIn('anna@example.com', 'a wrong password')
      .catch((error: { response: { errors: object[] } }) => error.response)
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    expect(JSON.stringify(errors)).not.toMatch(/prisma|customer|relation|select/i)
  } finally {
    await identity.database.pool.query('ALTER TABLE elsewhere RENAME TO customer')
  }
})

test('is ready when its database and its queues are', async () => {
  const response = await fetch(`${identity.url}/health/ready`)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ checks: { database: 'ready', events: 'ready' } })
})
