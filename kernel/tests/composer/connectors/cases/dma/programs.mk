COMPONENTS = driver client
DESCRIPTIONS = dma.camkes
PREFILLS =

driver_TYPE = Driver
driver_FOLDER = .
driver_INCLUDE =

client_TYPE = Client
client_FOLDER = .
client_INCLUDE =
