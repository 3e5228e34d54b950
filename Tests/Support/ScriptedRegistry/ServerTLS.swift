import Foundation
import NIOCore
import NIOSSL

/// How a scripted registry speaks TLS: what it shows, and what it wants to be shown.
package struct ServerTLS: Sendable {
    /// A version of the protocol; those before 1.2 are spoken by no client of today (RFC 8996).
    package enum Version: Sendable, Comparable {
        /// RFC 2246.
        case tls10
        /// RFC 4346.
        case tls11
        /// RFC 5246.
        case tls12
        /// RFC 8446.
        case tls13
    }

    /// Whether clients are asked for a certificate.
    package enum ClientCheck: Sendable {
        /// They are not asked.
        case none
        /// Who has one of this authority shows it, and who has none is let in too.
        case wanted(authority: String)
        /// Only who shows one of this authority, a PEM file, is let in.
        case required(authority: String)
    }

    let context: NIOSSLContext

    /// TLS with this certificate, which is shown whether a client would accept it or not.
    package init(
        _ pair: CertificateMaker.Pair, versions: ClosedRange<Version> = .tls12 ... .tls13, clients: ClientCheck = .none
    ) throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(pair.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: pair.key, format: .pem)))
        configuration.minimumTLSVersion = versions.lowerBound.own
        configuration.maximumTLSVersion = versions.upperBound.own
        switch clients {
        case .none:
            break
        case .wanted(let authority):
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .file(authority)
        case .required(let authority):
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .file(authority)
        }
        context = try NIOSSLContext(configuration: configuration)
    }
}

extension ServerTLS.Version {
    fileprivate var own: TLSVersion {
        switch self {
        case .tls10: .tlsv1
        case .tls11: .tlsv11
        case .tls12: .tlsv12
        case .tls13: .tlsv13
        }
    }
}

/// What a scripted registry does with a new connection.
package enum Transport: Sendable {
    /// HTTP without TLS.
    case plain
    /// HTTP over TLS.
    case tls(ServerTLS)
    /// Whatever comes first, a request or the greeting of TLS, is answered with this.
    case brokenOff(Fault.Ending)

    /// `http` or `https`.
    var scheme: String {
        if case .tls = self { "https" } else { "http" }
    }

    func addHandlers(to pipeline: ChannelPipeline.SynchronousOperations) throws {
        switch self {
        case .plain: break
        case .tls(let tls): try pipeline.addHandler(NIOSSLServerHandler(context: tls.context))
        case .brokenOff(let ending): try pipeline.addHandler(BreakHandler(ending))
        }
    }
}

/// Ends a connection as soon as anything comes.
private final class BreakHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let ending: Fault.Ending

    init(_ ending: Fault.Ending) { self.ending = ending }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.end(ending) }
}

extension ChannelHandlerContext {
    /// Ends the connection in a way that no reply calls for.
    func end(_ ending: Fault.Ending) {
        switch ending {
        case .stall:
            return
        case .close:
            close(promise: nil)
        case .cut:
            closeBelowTLS()
        case .reset:
            guard let options = channel as? any SocketOptionProvider else { return close(promise: nil) }
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
                self.closeBelowTLS()
            }
        }
    }

    /// TLS would send its own farewell, and wait for the client's.
    private func closeBelowTLS() {
        let handler = try? pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
        (handler ?? self).close(promise: nil)
    }
}
