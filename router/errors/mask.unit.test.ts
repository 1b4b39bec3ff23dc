import { createLogger } from '@tradewind/service'
import { GraphQLError } from 'graphql'
import { expect, test, vi } from 'vitest'
import { maskError } from './mask.ts'

const logger = createLogger('test', 'silent')
const requestId = '0198b7e0-0000-7000-8000-000000000000'
const mask = (error: unknown) => maskError(error, logger, requestId)
const fromSubgraph = (code: string): GraphQLError =>
  new GraphQLError('No host db-7 in pool "stock"', {
    path: ['product', 'available'],
    extensions: { code, serviceName: 'stock', stacktrace: ['at secret.ts:1'], argumentPath: ['first'] },
  })

test('an error of a subgraph that is meant for clients passes, without what is meant for us', () => {
  const masked = mask(fromSubgraph('BAD_USER_INPUT'))
  expect(masked.message).toBe('No host db-7 in pool "stock"')
  expect(masked.path).toEqual(['product', 'available'])
  expect(masked.extensions).toEqual({ code: 'BAD_USER_INPUT', argumentPath: ['first'] })
})

test.each(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', 'GRAPHQL_VALIDATION_FAILED', 'P2034'])(
  'an error of a subgraph with the code %s is masked: it says nothing a client could act on',
  (code) => {
    const masked = mask(fromSubgraph(code))
    expect(masked.message).toBe('Unexpected error')
    expect(masked.path).toEqual(['product', 'available'])
    expect(masked.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', requestId })
    expect(JSON.stringify(masked)).not.toMatch(/db-7|stock|secret/)
  },
)

test('whatever is thrown is masked and logged with its request id', () => {
  const logged = vi.spyOn(logger, 'error')
  expect(mask(new TypeError('x of undefined')).message).toBe('Unexpected error')
  expect(mask('just a string').message).toBe('Unexpected error')
  expect(logged).toHaveBeenCalledWith(
    expect.objectContaining({ requestId, err: expect.any(TypeError) }),
    expect.anything(),
  )
})
