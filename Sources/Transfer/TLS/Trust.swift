internal import CLibcrypto
internal import CLibcurl
internal import Files

/// The CAs that a connection trusts.
struct Trust: Hashable, Sendable {
    /// PEM files, each of which must contain a certificate.
    var files: [String]
    /// A PEM file that is used if it exists.
    var optionalFile: String?
    /// Folders in the form that `openssl rehash` creates, separated by colons. OpenSSL searches them for a missing
    /// issuer.
    var folders: String?

    /// The trust settings of a request; `nil` if nothing is verified.
    ///
    /// The request's own CAs replace the system's. Additional CAs are trusted as well as the system's, and suffice if
    /// the system has none.
    init?(of request: TransferRequest, system: SystemAuthorities) {
        guard request.usesTLS, request.verifiesPeer else { return nil }
        let more = request.moreAuthorities
        if let own = request.certificateAuthorities {
            files = [own] + more
            return
        }
        folders = system.folders ?? SystemAuthorities.builtIn.folders
        if let file = system.file {
            files = [file] + more
        } else if more.isEmpty {
            files = [SystemAuthorities.builtIn.file].compactMap { $0 }
        } else {
            files = more
            optionalFile = SystemAuthorities.builtIn.file
        }
    }
}

/// The certificates of a ``Trust``, read once and shared by connections on all threads: an OpenSSL `X509_STORE`, which
/// has its own lock, so the unchecked conformance is safe.
final class TrustStore: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    /// Unique among all stores alive at the same time.
    var key: String { "/blobgate-trust-\(UInt(bitPattern: pointer))" }

    init(_ trust: Trust) throws(TransferFailure) {
        guard let pointer = blobgate_trust_new() else {
            throw TransferFailure(kind: .other, message: "out of memory while reading CA certificates")
        }
        self.pointer = pointer
        for file in trust.files {
            if let fault = RegularFile.fault(of: file) { throw Self.failure("\(file) \(fault.words)") }
            guard blobgate_trust_file(pointer, file) != 1 else { continue }
            throw Self.failure(
                "\(file) \(CertificateFiles.fault(ofAuthorities: file) ?? "contains a damaged certificate")")
        }
        if let file = trust.optionalFile, RegularFile.fault(of: file) == nil { _ = blobgate_trust_file(pointer, file) }
        if let folders = trust.folders, blobgate_trust_folders(pointer, folders) != 1 {
            throw Self.failure("\(folders) cannot be searched")
        }
    }

    deinit { blobgate_trust_free(pointer) }

    /// Same message and code as libcurl's own failure to read CA certificates.
    private static func failure(_ detail: String) -> TransferFailure {
        let code = CURLE_SSL_CACERT_BADFILE
        let fault = TLSFault(stage: .authorities, verifyResult: 0, text: detail, host: "")
        return TransferFailure(kind: .tls, curlCode: Int(code.rawValue), message: fault.message, tls: fault.problem)
    }
}

/// The CAs an engine has read: each file once, and not on the loops' threads, which the usual 140 certificates would
/// block for some 30 ms at each handshake.
actor TrustStores {
    private var stores: [Trust: TrustStore] = [:]
    private var reading: [Trust: Task<Result<TrustStore, TransferFailure>, Never>] = [:]
    private let executor = BlockingExecutor("blobgate-authorities")

    /// The store for some CAs. What could not be used is read again on the next request, because it may have been
    /// repaired in the meantime.
    func store(of trust: Trust) async throws(TransferFailure) -> TrustStore {
        if let store = stores[trust] { return store }
        let task =
            reading[trust]
            ?? Task(executorPreference: executor) {
                do throws(TransferFailure) {
                    return .success(try TrustStore(trust))
                } catch {
                    return .failure(error)
                }
            }
        reading[trust] = task
        let result = await task.value
        reading[trust] = nil
        let store = try result.get()
        stores[trust] = store
        return store
    }
}
