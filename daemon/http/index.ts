/** What the composition root takes from the HTTP face. */
export { httpConfig } from './http-config.js';
export { SignedMedia } from './signed-media.js';
export { startHttp } from './start-http.js';
