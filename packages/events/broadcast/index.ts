export { changeOf, type Change, type Concerns } from './change.ts'
export { listenForChanges, type ChangeListener, type ListenOptions } from './listen.ts'
