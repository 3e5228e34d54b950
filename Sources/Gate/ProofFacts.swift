/// What a proof says besides the bytes.
struct ProofFacts: Sendable {
    /// What it depends on; see ``RunContext/endpoint(of:)``.
    let endpoint: String
    /// The certificate of the backend.
    var certificate: String?
    /// The number of layers that a configuration states.
    var layerCount: Int?
}
