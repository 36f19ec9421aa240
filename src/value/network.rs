use std::net::{IpAddr, Ipv6Addr};

/// What counts as one client: one IPv4 address, or the /64 that one IPv6 customer has at least. An IPv4 address that is
/// written as an IPv6 one is an IPv4 address.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}
