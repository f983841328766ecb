// The description of the API for people, by Swagger UI: read only, so that no token is ever typed into a page.
const nothing = () => () => null;

const hideWhatAsksForTokens = () => ({ wrapComponents: { authorizeBtn: nothing, authorizeOperationBtn: nothing } });

globalThis.SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  filter: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
  plugins: [hideWhatAsksForTokens],
});
