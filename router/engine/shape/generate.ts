import { isAbstractType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql'
import type {
  GraphQLAbstractType,
  GraphQLCompositeType,
  GraphQLLeafType,
  GraphQLOutputType,
  SelectionSetNode,
} from 'graphql'
import { isInheritedName } from '../execute/entity.ts'
import { collectFields } from './fields.ts'
import type { FieldSource, ResponseField } from './fields.ts'
import { leafCompletion } from './leaves.ts'
import type { CompleteLeaf } from './leaves.ts'

/** Source text of functions that turn fetched data into the response, and the leaves' functions they call by index. */
export interface GeneratedShape {
  readonly code: string
  readonly leaves: readonly CompleteLeaf[]
}

type Selections = readonly SelectionSetNode[]

/** A name as a JavaScript string literal; GraphQL names have no character that could end it, and JSON escapes all. */
const literal = (text: string): string => JSON.stringify(text)

/**
 * Generates the response's shape: for each type and what is selected of it, a function that makes the response's object
 * as one literal. V8 makes these, and JSON.stringify reads them, several times faster than objects built key by key.
 *
 * Each function gives null for what cannot be completed, and where null is not allowed its caller gives null in turn:
 * that is how nulls move up (GraphQL specification, section 6.4.4).
 *
 * @param tracking whether the functions carry paths, to say where something was wrong or is deferred. Those that do not
 * are faster.
 */
export function generateShape(
  source: FieldSource,
  rootType: GraphQLCompositeType,
  selections: Selections,
  tracking: boolean,
): GeneratedShape {
  const functions: string[] = []
  const known = new Map<string, { selections: Selections; name: string }[]>()
  const leaves: CompleteLeaf[] = []
  const leafIndex = new Map<string, number>()
  const roots = new Set(
    [source.schema.getQueryType(), source.schema.getMutationType(), source.schema.getSubscriptionType()].map(
      (type) => type?.name,
    ),
  )
  const parameters = tracking ? 'v,c,p' : 'v,c'
  const pathOf = (step: string): string => (tracking ? `,[...p,${step}]` : '')
  const wrong = (problem: 'INVALID' | 'NULL', path: string): string => `wrong(c,${literal(problem)}${path})`
  const here = tracking ? ',p' : ''
  const requireObject = `if(typeof v!=="object"||Array.isArray(v))return ${wrong('INVALID', here)};`

  /** The name of the function for a type and selections, generated at the first call. */
  function functionFor(type: GraphQLCompositeType, sets: Selections, isOpen = false): string {
    const key = isOpen ? `${type.name}?` : type.name
    const candidates = known.get(key) ?? []
    known.set(key, candidates)
    const found = candidates.find(
      (candidate) =>
        candidate.selections.length === sets.length &&
        sets.every((set, index) => set === candidate.selections[index]),
    )
    if (found) return found.name
    const name = `${isAbstractType(type) && !isOpen ? 'abstract' : 'object'}${functions.length}`
    candidates.push({ selections: sets, name })
    const position = functions.push('') - 1
    const body = isAbstractType(type) && !isOpen ? dispatch(type, sets) : objectOf(type, sets)
    functions[position] = `function ${name}(${parameters}){${body}}`
    return name
  }

  /** By `__typename`; where that was not asked for, the selections are the same for every type. */
  function dispatch(type: GraphQLAbstractType, sets: Selections): string {
    const call = (name: string): string => `return ${name}(v,c${here});`
    const cases = source.schema
      .getPossibleTypes(type)
      .map((possible) => `case ${literal(possible.name)}:${call(functionFor(possible, sets))}`)
    // An @interfaceObject may have told the interface's name, and no other subgraph the object's.
    const interfaces = Object.values(source.schema.getTypeMap()).filter(
      (candidate) =>
        isAbstractType(candidate) &&
        'getFields' in candidate &&
        (candidate === type || source.schema.isSubType(type, candidate)),
    )
    for (const open of interfaces)
      cases.push(`case ${literal(open.name)}:${call(functionFor(open as GraphQLAbstractType, sets, true))}`)
    cases.push(`case undefined:${call(functionFor(type, sets, true))}`)
    return `${requireObject}switch(v.__typename){${cases.join('')}}return ${wrong('INVALID', here)};`
  }

  function objectOf(type: GraphQLCompositeType, sets: Selections): string {
    let body = requireObject + typenameCheck(type)
    const entries: string[] = []
    const deferred: number[] = []
    for (const [key, field] of collectFields(source, type, sets, deferred)) {
      const variable = `x${entries.length}`
      body += fieldCode(type, key, field, variable)
      // As a plain key, `__proto__` would set the prototype.
      entries.push(`${key === '__proto__' ? '["__proto__"]' : literal(key)}:${variable}`)
    }
    for (const fragment of deferred) body += `defer(c,${fragment},${literal(type.name)},v,p);`
    return `${body}return {${entries.join(',')}};`
  }

  function typenameCheck(type: GraphQLCompositeType): string {
    if (!isObjectType(type) || roots.has(type.name)) return ''
    const names = [type.name, ...type.getInterfaces().map(({ name }) => name)]
    const isOther = names.map((name) => `v.__typename!==${literal(name)}`).join('&&')
    return `if(v.__typename!==undefined&&${isOther})return ${wrong('INVALID', here)};`
  }

  function fieldCode(
    parent: GraphQLCompositeType,
    key: string,
    field: ResponseField,
    variable: string,
  ): string {
    if (field.name === '__typename') {
      if (!isObjectType(parent)) return `return ${wrong('INVALID', here)};let ${variable};`
      return `const ${variable}=${literal(parent.name)};`
    }
    if (field.name === '__schema' || field.name === '__type')
      return `const ${variable}=own(c.introspection,${literal(key)})??null;`
    const definition = 'getFields' in parent ? parent.getFields()[field.name] : undefined
    if (!definition) return `const ${variable}=null;`
    const read = isInheritedName(key) ? `own(v,${literal(key)})` : `v[${literal(key)}]`
    const complete = completion(definition.type, variable, field.selections, pathOf(literal(key)))
    // A root field that no subgraph was asked for cannot be resolved at all, and null alone would not say so.
    const unresolved = roots.has(parent.name) && !isNonNullType(definition.type)
    const check = unresolved ? `if(${variable}===undefined)${wrong('NULL', pathOf(literal(key)))};` : ''
    return `let ${variable}=${read};${check}${complete}`
  }

  /** Statements that complete the value in a variable, or leave the function where null is not allowed. */
  function completion(type: GraphQLOutputType, variable: string, sets: Selections, path: string): string {
    if (!isNonNullType(type)) return completeNullable(type, variable, sets, path, 'null')
    const inner = completeNullable(type.ofType, variable, sets, path, wrong('NULL', path))
    return `${inner}if(${variable}===null)return null;`
  }

  function completeNullable(
    type: GraphQLOutputType,
    variable: string,
    sets: Selections,
    path: string,
    whenNull: string,
  ): string {
    const unlessNull = (statement: string): string =>
      `if(${variable}==null)${variable}=${whenNull};else ${statement}`
    if (isListType(type)) return unlessNull(`${variable}=${listOf(type.ofType, sets)}(${variable},c${path});`)
    if (isLeafType(type)) {
      const complete = `leaves[${leaf(type)}]`
      const code = unlessNull(
        `if((${variable}=${complete}(${variable}))===null)${variable}=${wrong('INVALID', path)};`,
      )
      return type.name === 'String' || type.name === 'ID'
        ? `if(typeof ${variable}!=="string"){${code}}`
        : code
    }
    return unlessNull(`${variable}=${functionFor(type as GraphQLCompositeType, sets)}(${variable},c${path});`)
  }

  function listOf(itemType: GraphQLOutputType, sets: Selections): string {
    const name = `list${functions.length}`
    const position = functions.push('') - 1
    const item = completion(itemType, 'x', sets, pathOf('i'))
    // Where paths are wanted, all items are looked at for what is wrong with them.
    const loop = tracking
      ? `const item=(v,c,p,i)=>{let x=v[i];${item}return x;};let isWhole=true;` +
        `for(let i=0;i<n;i++){if((r[i]=item(v,c,p,i))===null&&${isNonNullType(itemType)})isWhole=false;}` +
        'return isWhole?r:null;'
      : `for(let i=0;i<n;i++){let x=v[i];${item}r[i]=x;}return r;`
    functions[position] =
      `function ${name}(${parameters}){if(!Array.isArray(v))return ${wrong('INVALID', here)};` +
      `const n=v.length,r=new Array(n);${loop}}`
    return name
  }

  function leaf(type: GraphQLLeafType): number {
    let index = leafIndex.get(type.name)
    if (index === undefined) leafIndex.set(type.name, (index = leaves.push(leafCompletion(type)) - 1))
    return index
  }

  const root = functionFor(rootType, selections)
  return { code: `${functions.join('\n')}\nreturn ${root};`, leaves }
}
