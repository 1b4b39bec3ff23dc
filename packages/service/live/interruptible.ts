/**
 * A generator whose `return()` does not wait for what it waits for. By itself, an async generator goes on until what it
 * awaits has come, which may be never; so `interrupt` is called first, and must make it come.
 */
export const interruptible = <Value>(
  generator: AsyncGenerator<Value, void, undefined>,
  interrupt: () => void,
): AsyncGenerator<Value, void, undefined> => ({
  next: () => generator.next(),
  return() {
    interrupt()
    return generator.return()
  },
  throw(error) {
    interrupt()
    return generator.throw(error)
  },
  [Symbol.asyncIterator]() {
    return this
  },
  async [Symbol.asyncDispose]() {
    await this.return()
  },
})
