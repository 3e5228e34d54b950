/// What a proof says besides the bytes.
struct ProofFacts: Sendable {
    /// The certificate of the backend.
    var certificate: String?
    /// The number of layers that a configuration states.
    var layerCount: Int?
}
