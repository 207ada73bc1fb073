/** Tokens stand where both the house and the contracts between plugins can read them. */
export { Token } from '../../schemas/contracts/token.js';
